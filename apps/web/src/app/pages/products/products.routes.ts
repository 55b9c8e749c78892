import type { Routes } from '@angular/router'

const routes: Routes = [
  {
    path: '',
    title: 'titles.products',
    loadComponent: () => import('./product-list').then((file) => file.ProductListPage),
  },
  {
    path: ':id',
    title: 'titles.product',
    loadComponent: () => import('./product-detail').then((file) => file.ProductDetailPage),
  },
]

export default routes
