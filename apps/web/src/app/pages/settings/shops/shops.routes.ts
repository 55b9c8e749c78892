import type { Routes } from '@angular/router'

const routes: Routes = [
  { path: '', loadComponent: () => import('./shop-list').then((file) => file.ShopList) },
  { path: 'new', loadComponent: () => import('./shop-form').then((file) => file.ShopForm) },
  { path: 'return/:handover_id', loadComponent: () => import('./shop-return').then((file) => file.ShopReturn) },
  { path: ':id/edit', loadComponent: () => import('./shop-form').then((file) => file.ShopForm) },
  { path: ':id/events/:event_id', loadComponent: () => import('./shop-event').then((file) => file.ShopEventPage) },
  {
    path: ':id',
    loadComponent: () => import('./shop-detail').then((file) => file.ShopDetail),
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./shop-event-list').then((file) => file.ShopEventList),
      },
      { path: 'runs', loadComponent: () => import('./shop-run-list').then((file) => file.ShopRunList) },
      { path: 'gaps', loadComponent: () => import('./shop-gap-list').then((file) => file.ShopGapList) },
    ],
  },
]

export default routes
