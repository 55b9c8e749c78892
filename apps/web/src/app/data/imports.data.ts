import { HttpClient } from '@angular/common/http'
import { inject, Injectable } from '@angular/core'
import { map, type Observable } from 'rxjs'
import { asParams, type List, type One, type Query } from './envelopes'

export const importStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled', 'undone'] as const
export type ImportStatus = (typeof importStatuses)[number]

export interface ImportRun {
  id: string
  status: ImportStatus
  filename: string | null
  mapping: string | null
  source: string | null
  total_rows: number | null
  processed_rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  error: string | null
  started_at: string | null
  finished_at: string | null
  created_at: string
}

export interface ImportOptions {
  currency?: string
  timezone?: string
  source?: string
}

@Injectable({ providedIn: 'root' })
export class Imports {
  private readonly http = inject(HttpClient)

  list(query: Query): Observable<List<ImportRun>> {
    return this.http.get<List<ImportRun>>('/api/v1/imports', { params: asParams(query) })
  }

  get(id: string): Observable<ImportRun> {
    return this.one(this.http.get<One<ImportRun>>(`/api/v1/imports/${id}`))
  }

  start(file: File, mapping: string, options: ImportOptions): Observable<ImportRun> {
    const form = new FormData()
    form.append('mapping', mapping)
    form.append('options', JSON.stringify(options))
    // The file comes last, so that the server knows mapping and options when its bytes arrive.
    form.append('file', file, file.name)
    return this.one(this.http.post<One<ImportRun>>('/api/v1/orders/import', form))
  }

  cancel(id: string): Observable<unknown> {
    return this.http.post(`/api/v1/imports/${id}/cancel`, {})
  }

  rejections(id: string): Observable<Blob> {
    return this.http.get(`/api/v1/imports/${id}/rejections`, { responseType: 'blob', headers: { Accept: 'text/csv' } })
  }

  private one(answer: Observable<One<ImportRun>>): Observable<ImportRun> {
    return answer.pipe(map(({ data }) => data))
  }
}

export function isOver(run: Pick<ImportRun, 'status'>): boolean {
  return run.status !== 'queued' && run.status !== 'running'
}
