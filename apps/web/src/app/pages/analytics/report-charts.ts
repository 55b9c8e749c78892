import type { CountryRow, GrowthRow, RevenueRow } from '../../data/analytics.data'
import type { ChartData } from '../../ui/chart-option'
import type { Formats } from '../../ui/formats'

type Translate = (key: string) => string

export function revenueChart(rows: readonly RevenueRow[], currency: string, formats: Formats, t: Translate): ChartData {
  return {
    kind: 'bars',
    category: t('month'),
    categories: rows.map((row) => formats.month(row.from)),
    series: [
      { name: t('gross'), values: rows.map((row) => row.gross_revenue) },
      { name: t('net'), values: rows.map((row) => row.net_revenue) },
    ],
    format: (value) => formats.money(String(value), currency),
    formatAxis: (value) => formats.compactMoney(value, currency),
  }
}

export function countryChart(rows: readonly CountryRow[], currency: string, formats: Formats, t: Translate): ChartData {
  return {
    kind: 'ranks',
    category: t('country'),
    categories: rows.map((row) => formats.country(row.country_code)),
    series: [{ name: t('net'), values: rows.map((row) => row.net_revenue) }],
    format: (value) => formats.money(String(value), currency),
    formatAxis: (value) => formats.compactMoney(value, currency),
  }
}

/** One line per country of the largest ones; all others together, so that the lines add up to the whole. */
export function growthChart(
  rows: readonly GrowthRow[],
  measure: 'new_customers' | 'cumulative_customers',
  formats: Formats,
  t: Translate,
): ChartData {
  const periods = [...new Set(rows.map((row) => row.period))].sort()
  const firstDay = new Map(rows.map((row) => [row.period, row.from]))
  const countries = [...new Set(rows.map((row) => row.country_code))]
  const last = (code: string | null) =>
    Math.max(...rows.filter((row) => row.country_code === code).map((row) => row.cumulative_customers))
  const ranked = countries.sort((one, other) => last(other) - last(one))
  const shown = ranked.slice(0, 4)
  const sum = (period: string, codes: readonly (string | null)[]) =>
    rows
      .filter((row) => row.period === period && codes.includes(row.country_code))
      .reduce((total, row) => total + row[measure], 0)
  const series = shown.map((code) => ({
    name: formats.country(code),
    values: periods.map((period) => sum(period, [code])),
  }))
  const others = ranked.slice(4)
  if (others.length) series.push({ name: t('others'), values: periods.map((period) => sum(period, others)) })
  return {
    kind: measure === 'new_customers' ? 'stack' : 'lines',
    category: t('month'),
    categories: periods.map((period) => formats.month(firstDay.get(period) ?? period)),
    series,
    format: (value) => formats.number(value),
    formatAxis: (value) => formats.number(value),
  }
}
