import type { Routes } from '@angular/router'
import { allowed } from '../../shell/session.guard'
import { keepsInput } from '../../ui/unsaved'

const routes: Routes = [
  {
    path: '',
    title: 'titles.customers',
    loadComponent: () => import('./customer-list').then((file) => file.CustomerListPage),
  },
  {
    path: 'new',
    title: 'titles.customer_new',
    canActivate: [allowed('customers.create')],
    canDeactivate: [keepsInput],
    loadComponent: () => import('./customer-form').then((file) => file.CustomerFormPage),
  },
  {
    path: 'duplicates',
    title: 'titles.customer_duplicates',
    loadComponent: () => import('./duplicate-list').then((file) => file.DuplicateListPage),
  },
  {
    path: ':id',
    title: 'titles.customer',
    loadComponent: () => import('./customer-detail').then((file) => file.CustomerDetailPage),
  },
  {
    path: ':id/merge',
    title: 'titles.customer_merge',
    canActivate: [allowed('customers.merge')],
    loadComponent: () => import('./customer-merge').then((file) => file.CustomerMergePage),
  },
  {
    path: ':id/edit',
    title: 'titles.customer_edit',
    canActivate: [allowed('customers.edit')],
    canDeactivate: [keepsInput],
    loadComponent: () => import('./customer-form').then((file) => file.CustomerFormPage),
  },
]

export default routes
