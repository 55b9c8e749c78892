import { HttpClient } from '@angular/common/http'
import { inject, Injectable } from '@angular/core'
import { map, type Observable } from 'rxjs'
import type { One } from './envelopes'

export interface Settings {
  name: string
  slug: string
  region: string | null
  default_currency: string
  language: string
  timezone: string
  countries_served: string[]
  churn_window_days: number
}

export type SettingsInput = Partial<
  Pick<Settings, 'name' | 'default_currency' | 'language' | 'timezone' | 'churn_window_days'>
>

@Injectable({ providedIn: 'root' })
export class WorkspaceSettings {
  private readonly http = inject(HttpClient)

  get(): Observable<Settings> {
    return this.http.get<One<Settings>>('/api/v1/settings').pipe(map(({ data }) => data))
  }

  update(input: SettingsInput): Observable<Settings> {
    return this.http.patch<One<Settings>>('/api/v1/settings', input).pipe(map(({ data }) => data))
  }
}
