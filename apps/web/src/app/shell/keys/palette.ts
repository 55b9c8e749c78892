import { ActiveDescendantKeyManager, type Highlightable } from '@angular/cdk/a11y'
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  Directive,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  untracked,
  viewChildren,
} from '@angular/core'
import { toObservable, toSignal } from '@angular/core/rxjs-interop'
import { MatDialogRef } from '@angular/material/dialog'
import { MatIconModule } from '@angular/material/icon'
import { MatProgressBarModule } from '@angular/material/progress-bar'
import { TranslocoDirective } from '@jsverse/transloco'
import { catchError, combineLatest, debounceTime, map, of, startWith, switchMap, type Observable } from 'rxjs'
import { Failure } from '../../data/failure'
import { Session } from '../../data/session'
import { type Command, Commands } from './commands'

interface Search {
  readonly customers: readonly Command[]
  readonly orders: readonly Command[]
  readonly products: readonly Command[]
  readonly state: 'idle' | 'searching' | 'done' | 'failed'
}

const nothing: Search = { customers: [], orders: [], products: [], state: 'idle' }
/** As the API: two characters are the least that can be searched for, in any script. */
const leastCharacters = 2
const typingMs = 150

/** One line that can be the active one while the focus stays in the box. */
@Directive({
  selector: '[appPaletteLine]',
  host: {
    role: 'option',
    '[id]': 'command().id',
    '[class.active]': 'active()',
    '[attr.aria-selected]': 'active()',
    '(click)': 'chosen.emit()',
  },
})
export class PaletteLine implements Highlightable {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
  readonly command = input.required<Command>({ alias: 'appPaletteLine' })
  readonly chosen = output()
  readonly active = signal(false)

  setActiveStyles() {
    this.active.set(true)
    this.element.scrollIntoView({ block: 'nearest' })
  }

  setInactiveStyles() {
    this.active.set(false)
  }
}

/** Goes, searches and acts: one box, groups below it, all by keyboard. Escape gives the focus back. */
@Component({
  selector: 'app-palette',
  imports: [MatIconModule, MatProgressBarModule, TranslocoDirective, PaletteLine],
  templateUrl: './palette.html',
  styleUrl: './palette.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Palette {
  private readonly dialog = inject<MatDialogRef<Palette>>(MatDialogRef)
  private readonly commands = inject(Commands)
  private readonly session = inject(Session)
  private readonly lines = viewChildren(PaletteLine)
  private readonly manager = new ActiveDescendantKeyManager(this.lines, inject(Injector)).withWrap().withHomeAndEnd()
  private chosen: string | null = null
  protected readonly activeId = signal<string | null>(null)
  protected readonly typed = signal('')
  private readonly text = computed(() => this.typed().trim())
  protected readonly found = toSignal(
    toObservable(this.text).pipe(
      debounceTime(typingMs),
      switchMap((text) => this.search(text)),
    ),
    { initialValue: nothing },
  )
  protected readonly groups = computed(() => {
    const { customers, orders, products } = this.found()
    const fixed = [
      { key: 'go', commands: this.commands.places(this.text()) },
      { key: 'actions', commands: this.commands.acts(this.text()) },
    ]
    const records = [
      { key: 'customers', commands: customers },
      { key: 'orders', commands: orders },
      { key: 'products', commands: products },
    ]
    return (this.text() ? [...records, ...fixed] : fixed).filter(({ commands }) => commands.length > 0)
  })
  protected readonly count = computed(() => this.groups().reduce((sum, { commands }) => sum + commands.length, 0))
  protected readonly short = computed(() => this.text() !== '' && [...this.text()].length < leastCharacters)

  constructor() {
    this.manager.change.subscribe(() => this.activeId.set(this.manager.activeItem?.command().id ?? null))
    effect(() => {
      const lines = this.lines()
      untracked(() => this.activate(lines))
    })
  }

  protected press(event: KeyboardEvent) {
    if (event.isComposing) return
    if (event.key === 'Enter') {
      event.preventDefault()
      const command = this.manager.activeItem?.command()
      if (command) this.run(command)
    } else {
      this.manager.onKeydown(event)
      this.chosen = this.activeId()
    }
  }

  protected type(text: string) {
    this.chosen = null
    this.typed.set(text)
  }

  protected run(command: Command) {
    this.dialog.close()
    command.run()
  }

  /** The line that the reader went to stays the active one while others come in; otherwise Enter takes the first. */
  private activate(lines: readonly PaletteLine[]) {
    const index = lines.findIndex((line) => line.command().id === this.chosen)
    if (lines.length) this.manager.setActiveItem(Math.max(0, index))
    else this.activeId.set(null)
  }

  private search(text: string): Observable<Search> {
    if ([...text].length < leastCharacters) return of(nothing)
    const customers = this.session.can('customers.read') ? this.commands.findCustomers(text) : of([])
    const orders = this.session.can('orders.read') ? this.commands.findOrders(text) : of([])
    const products = this.session.can('products.read') ? this.commands.findProducts(text) : of([])
    return combineLatest([customers, orders, products]).pipe(
      map(([people, placed, goods]): Search => ({ customers: people, orders: placed, products: goods, state: 'done' })),
      catchError((error: unknown) =>
        of<Search>({ ...nothing, state: Failure.from(error).status === 400 ? 'done' : 'failed' }),
      ),
      startWith<Search>({ ...this.found(), state: 'searching' }),
    )
  }
}
