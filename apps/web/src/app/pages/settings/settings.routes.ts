import type { Routes } from '@angular/router'

const routes: Routes = [
  {
    path: '',
    title: 'titles.settings',
    loadComponent: () => import('./settings').then((file) => file.SettingsPage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'workspace' },
      { path: 'workspace', loadComponent: () => import('./workspace-form').then((file) => file.WorkspaceForm) },
      { path: 'team', loadComponent: () => import('./team-list').then((file) => file.TeamList) },
    ],
  },
]

export default routes
