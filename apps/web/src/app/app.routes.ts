import { isDevMode } from '@angular/core'
import type { Routes } from '@angular/router'
import { allowed, signedIn, signedOut } from './shell/session.guard'

/** Titles are translation keys; every page is loaded when it is first opened. */
export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'titles.sign_in',
    canActivate: [signedOut],
    loadComponent: () => import('./shell/sign-in').then((file) => file.SignIn),
  },
  {
    path: 'invitation',
    title: 'titles.invitation',
    loadComponent: () => import('./shell/accept-invitation').then((file) => file.AcceptInvitation),
  },
  {
    path: 'forgotten-password',
    title: 'titles.forgotten_password',
    loadComponent: () => import('./shell/forgotten-password').then((file) => file.ForgottenPassword),
  },
  {
    path: 'new-password',
    title: 'titles.new_password',
    loadComponent: () => import('./shell/new-password').then((file) => file.NewPassword),
  },
  {
    path: 'unavailable',
    title: 'titles.unavailable',
    loadComponent: () => import('./shell/unavailable').then((file) => file.Unavailable),
  },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell').then((file) => file.Shell),
    children: [
      {
        path: '',
        pathMatch: 'full',
        title: 'titles.dashboard',
        loadComponent: () => import('./pages/dashboard/dashboard').then((file) => file.DashboardPage),
      },
      { path: 'customers', loadChildren: () => import('./pages/customers/customers.routes') },
      { path: 'orders', loadChildren: () => import('./pages/orders/orders.routes') },
      { path: 'products', loadChildren: () => import('./pages/products/products.routes') },
      {
        path: 'imports',
        canActivate: [allowed('imports.read')],
        loadChildren: () => import('./pages/imports/imports.routes'),
      },
      {
        path: 'exports',
        canActivate: [allowed('exports.read')],
        loadChildren: () => import('./pages/exports/exports.routes'),
      },
      { path: 'analytics', loadChildren: () => import('./pages/analytics/analytics.routes') },
      { path: 'settings', loadChildren: () => import('./pages/settings/settings.routes') },
      ...(isDevMode()
        ? [{ path: 'design', loadComponent: () => import('./pages/design/design').then((file) => file.DesignPage) }]
        : []),
      {
        path: '**',
        title: 'titles.not_found',
        loadComponent: () => import('./shell/not-found').then((file) => file.NotFound),
      },
    ],
  },
]
