import type { MatDialog } from '@angular/material/dialog'

export async function openKeySheet(dialog: MatDialog): Promise<void> {
  const { KeySheet } = await import('./key-sheet')
  dialog.open(KeySheet, { width: 'min(560px, 94vw)' })
}
