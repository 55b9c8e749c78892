import { Injectable } from '@angular/core'
import type { Observable } from 'rxjs'
import { avatarsRemove } from '../api/fn/users/avatars-remove'
import { avatarsReplace } from '../api/fn/users/avatars-replace'
import { usersEditMe } from '../api/fn/users/users-edit-me'
import { usersMe } from '../api/fn/users/users-me'
import type { EditOwnUserDto } from '../api/models/edit-own-user-dto'
import type { OwnUserDto } from '../api/models/own-user-dto'
import { apiCalls } from './api-calls'
import { ifMatch } from './if-match'

/** What members see and change about themselves. */
@Injectable({ providedIn: 'root' })
export class Profile {
  private readonly api = apiCalls()

  get(): Observable<OwnUserDto> {
    return this.api.data(usersMe, undefined)
  }

  edit(version: number, body: EditOwnUserDto): Observable<OwnUserDto> {
    return this.api.data(usersEditMe, { body }, ifMatch(version))
  }

  changePassword(current_password: string, password: string): Observable<OwnUserDto> {
    return this.api.data(usersEditMe, { body: { current_password, password } })
  }

  upload(file: File): Observable<OwnUserDto> {
    return this.api.data(avatarsReplace, { body: { file } })
  }

  removePicture(): Observable<void> {
    return this.api.answer(avatarsRemove, undefined)
  }
}
