import type { Routes } from '@angular/router'
import { keepsInput } from '../../../ui/unsaved'

const routes: Routes = [
  { path: '', loadComponent: () => import('./webhook-list').then((file) => file.WebhookList) },
  {
    path: 'new',
    canDeactivate: [keepsInput],
    loadComponent: () => import('./webhook-form').then((file) => file.WebhookForm),
  },
  { path: ':id', loadComponent: () => import('./webhook-detail').then((file) => file.WebhookDetail) },
  {
    path: ':id/edit',
    canDeactivate: [keepsInput],
    loadComponent: () => import('./webhook-form').then((file) => file.WebhookForm),
  },
  {
    path: ':id/deliveries/:delivery_id',
    loadComponent: () => import('./delivery-detail').then((file) => file.DeliveryDetail),
  },
]

export default routes
