import { HttpContextToken } from '@angular/common/http'

/** Set on sign-in and refresh, which carry no access token of the interceptor's and must not renew one. */
export const WITHOUT_SESSION = new HttpContextToken<boolean>(() => false)
