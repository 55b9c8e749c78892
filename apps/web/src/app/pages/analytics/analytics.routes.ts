import type { Routes } from '@angular/router'

const routes: Routes = [
  {
    path: '',
    title: 'titles.analytics',
    loadComponent: () => import('./analytics').then((file) => file.AnalyticsPage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'revenue' },
      { path: 'revenue', loadComponent: () => import('./revenue-report').then((file) => file.RevenueReport) },
      { path: 'countries', loadComponent: () => import('./country-report').then((file) => file.CountryReport) },
      { path: 'growth', loadComponent: () => import('./growth-report').then((file) => file.GrowthReport) },
      { path: 'top-customers', loadComponent: () => import('./top-report').then((file) => file.TopReport) },
    ],
  },
]

export default routes
