import { DestroyRef, Directive, ElementRef, inject, output } from '@angular/core'

/** Tells when its element is scrolled into view, or nearly. */
@Directive({ selector: '[uiInSight]' })
export class InSight {
  readonly uiInSight = output()

  constructor() {
    if (typeof IntersectionObserver === 'undefined') return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.uiInSight.emit()
      },
      { rootMargin: '200px' },
    )
    observer.observe(inject<ElementRef<Element>>(ElementRef).nativeElement)
    inject(DestroyRef).onDestroy(() => observer.disconnect())
  }
}
