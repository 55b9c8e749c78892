import type { Routes } from '@angular/router'
import { allowed } from '../../shell/session.guard'

const routes: Routes = [
  { path: '', title: 'titles.orders', loadComponent: () => import('./order-list').then((file) => file.OrderListPage) },
  {
    path: 'new',
    title: 'titles.order_new',
    canActivate: [allowed('orders.create')],
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
    loadComponent: () => import('./order-form').then((file) => file.OrderFormPage),
  },
]

export default routes
