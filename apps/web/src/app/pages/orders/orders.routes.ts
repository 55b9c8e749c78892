import type { Routes } from '@angular/router'

const routes: Routes = [
  { path: '', title: 'titles.orders', loadComponent: () => import('./order-list').then((file) => file.OrderListPage) },
  {
    path: ':id',
    title: 'titles.order',
    loadComponent: () => import('./order-detail').then((file) => file.OrderDetailPage),
  },
]

export default routes
