import type { Routes } from '@angular/router'

const routes: Routes = [
  {
    path: '',
    title: 'titles.exports',
    loadComponent: () => import('./export-list').then((file) => file.ExportListPage),
  },
]

export default routes
