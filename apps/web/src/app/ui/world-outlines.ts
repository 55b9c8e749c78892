import { HttpClient } from '@angular/common/http'
import { inject, Injectable } from '@angular/core'
import { loaded } from '../data/loaded'

interface Outlines {
  /** By country: what an SVG path draws. */
  shapes: Record<string, string>
  /** By country: where a dot stands for what is too small to draw. */
  dots: Record<string, [number, number]>
}

/** The outlines of the world's countries, loaded when the first map is drawn; script/world-map.mjs makes the file. */
@Injectable({ providedIn: 'root' })
export class WorldOutlines {
  private readonly http = inject(HttpClient)
  readonly all = loaded(
    () => '/world.json',
    (path) => this.http.get<Outlines>(path),
  )
}
