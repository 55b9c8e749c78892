import type { Routes } from '@angular/router'

const routes: Routes = [
  { path: '', loadComponent: () => import('./shop-list').then((file) => file.ShopList) },
  { path: 'new', loadComponent: () => import('./shop-form').then((file) => file.ShopForm) },
  { path: ':id', loadComponent: () => import('./shop-detail').then((file) => file.ShopDetail) },
  { path: ':id/edit', loadComponent: () => import('./shop-form').then((file) => file.ShopForm) },
  { path: ':id/events/:event_id', loadComponent: () => import('./shop-event').then((file) => file.ShopEventPage) },
]

export default routes
