import type { Routes } from '@angular/router'
import { allowed } from '../../shell/session.guard'

const routes: Routes = [
  {
    path: '',
    title: 'titles.imports',
    loadComponent: () => import('./import-list').then((file) => file.ImportListPage),
  },
  {
    path: 'new',
    title: 'titles.import_new',
    canActivate: [allowed('orders.import')],
    loadComponent: () => import('./import-form').then((file) => file.ImportFormPage),
  },
  {
    path: ':id',
    title: 'titles.import',
    loadComponent: () => import('./import-detail').then((file) => file.ImportDetailPage),
  },
]

export default routes
