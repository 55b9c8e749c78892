import type { Routes } from '@angular/router'

const routes: Routes = [
  { path: '', loadComponent: () => import('./webhook-list').then((file) => file.WebhookList) },
  { path: 'new', loadComponent: () => import('./webhook-form').then((file) => file.WebhookForm) },
  { path: ':id', loadComponent: () => import('./webhook-detail').then((file) => file.WebhookDetail) },
  { path: ':id/edit', loadComponent: () => import('./webhook-form').then((file) => file.WebhookForm) },
  {
    path: ':id/deliveries/:delivery_id',
    loadComponent: () => import('./delivery-detail').then((file) => file.DeliveryDetail),
  },
]

export default routes
