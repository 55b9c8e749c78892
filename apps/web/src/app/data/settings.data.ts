import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { settingsEdit } from '../api/fn/settings/settings-edit'
import { settingsRead } from '../api/fn/settings/settings-read'
import type { EditSettingsDto } from '../api/models/edit-settings-dto'
import type { SettingsDto } from '../api/models/settings-dto'
import { apiCalls } from './api-calls'
import { ifMatch } from './if-match'

@Injectable({ providedIn: 'root' })
export class WorkspaceSettings {
  private readonly api = apiCalls()

  get(): Observable<SettingsDto> {
    return this.api.data(settingsRead, undefined)
  }

  update(version: number, body: EditSettingsDto): Observable<SettingsDto> {
    return this.api.data(settingsEdit, { body }, ifMatch(version))
  }
}
