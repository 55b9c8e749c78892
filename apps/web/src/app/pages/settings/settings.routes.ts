import type { Routes } from '@angular/router'
import { allowed } from '../../shell/session.guard'
import { keepsInput } from '../../ui/unsaved'

const routes: Routes = [
  {
    path: '',
    title: 'titles.settings',
    loadComponent: () => import('./settings').then((file) => file.SettingsPage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'workspace' },
      {
        path: 'workspace',
        canDeactivate: [keepsInput],
        loadComponent: () => import('./workspace-form').then((file) => file.WorkspaceForm),
      },
      {
        path: 'profile',
        canDeactivate: [keepsInput],
        loadComponent: () => import('./profile-form').then((file) => file.ProfileForm),
      },
      {
        path: 'custom-fields',
        loadComponent: () => import('../custom-fields/custom-fields-page').then((file) => file.CustomFieldsPage),
      },
      { path: 'tags', loadComponent: () => import('./tag-list').then((file) => file.TagList) },
      { path: 'team', loadComponent: () => import('./team-list').then((file) => file.TeamList) },
      {
        path: 'jobs',
        canActivate: [allowed('jobs.read')],
        loadComponent: () => import('./jobs/jobs-page').then((file) => file.JobsPage),
      },
      {
        path: 'mail',
        canActivate: [allowed('system-mails.read')],
        loadComponent: () => import('./system-mails').then((file) => file.SystemMailsPage),
      },
      {
        path: 'caught-mail',
        canActivate: [allowed('caught-mails.read')],
        loadComponent: () => import('./caught-mails').then((file) => file.CaughtMailsPage),
      },
      {
        path: 'shops',
        canActivate: [allowed('integrations.read')],
        loadChildren: () => import('./shops/shops.routes'),
      },
      {
        path: 'webhooks',
        canActivate: [allowed('webhooks.read')],
        loadChildren: () => import('./webhooks/webhooks.routes'),
      },
    ],
  },
]

export default routes
