import type { Routes } from '@angular/router'
import { allowed } from '../../shell/session.guard'
import { keepsInput } from '../../ui/unsaved'

const routes: Routes = [
  { path: '', title: 'titles.orders', loadComponent: () => import('./order-list').then((file) => file.OrderListPage) },
  {
    path: 'new',
    title: 'titles.order_new',
    canActivate: [allowed('orders.create')],
    canDeactivate: [keepsInput],
    loadComponent: () => import('./order-form').then((file) => file.OrderFormPage),
  },
  {
    path: 'returns',
    title: 'titles.returns',
    loadComponent: () => import('./return-list').then((file) => file.ReturnListPage),
  },
  {
    path: ':id',
    title: 'titles.order',
    loadComponent: () => import('./order-detail').then((file) => file.OrderDetailPage),
  },
  {
    path: ':id/edit',
    title: 'titles.order_edit',
    canActivate: [allowed('orders.edit')],
    canDeactivate: [keepsInput],
    loadComponent: () => import('./order-form').then((file) => file.OrderFormPage),
  },
]

export default routes
