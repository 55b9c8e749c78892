// Draws apps/web/public/world.json from Natural Earth's countries (public domain), as the npm package world-atlas 2.0.2
// packs them: node script/world-map.mjs <folder of world-atlas>. Each country's outline by its ISO code, on the equal-area
// projection Equal Earth; those too small for the coarse outlines are a dot.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import countries from 'i18n-iso-countries'

const [folder] = process.argv.slice(2)
const width = 1000
const target = 'apps/web/public/world.json'

function read(name) {
  const { arcs, objects, transform } = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  const { scale, translate } = transform
  const lines = arcs.map((arc) => {
    let [x, y] = [0, 0]
    return arc.map(([dx, dy]) => {
      x += dx
      y += dy
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]]
    })
  })
  const line = (index) => (index < 0 ? [...lines[~index]].reverse() : lines[index])
  const ring = (indexes) => unbroken(indexes.flatMap((index, place) => line(index).slice(place ? 1 : 0)))
  return objects.countries.geometries.flatMap(({ id, type, arcs: own }) => {
    const code = countries.numericToAlpha2(id ?? '')
    if (!code) return []
    const polygons = type === 'Polygon' ? [own] : own
    return [{ code, rings: polygons.flatMap((polygon) => polygon.map(ring)) }]
  })
}

/** A ring over the 180th meridian goes on behind it, instead of across the whole world. */
function unbroken(ring) {
  let turns = 0
  const points = ring.map(([longitude, latitude], place) => {
    const step = place ? longitude - ring[place - 1][0] : 0
    if (Math.abs(step) > 180) turns -= Math.sign(step)
    return [longitude + 360 * turns, latitude]
  })
  const west = Math.min(...points.map(([longitude]) => longitude))
  return west < -180 ? points.map(([longitude, latitude]) => [longitude + 360, latitude]) : points
}

// Equal Earth, by Šavrič, Patterson and Jenny (2018).
const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796]
function project([longitude, latitude]) {
  const angle = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180))
  const [square, sixth] = [angle ** 2, angle ** 6]
  const y = angle * (a1 + a2 * square + sixth * (a3 + a4 * square))
  const slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
  const x = (((longitude * Math.PI) / 180) * Math.cos(angle) * 2) / (Math.sqrt(3) * slope)
  const factor = width / 5.42
  return [width / 2 + x * factor, 245 - y * factor].map((value) => Math.round(value * 10) / 10)
}

function outline(rings) {
  return rings.map((ring) => `M${ring.map((point) => project(point).join(' ')).join('L')}Z`).join('')
}

function middle(rings) {
  const largest = [...rings].sort((one, other) => other.length - one.length)[0]
  const sum = largest.reduce(([x, y], [px, py]) => [x + px, y + py], [0, 0])
  return project(sum.map((value) => value / largest.length))
}

const coarse = read('countries-110m.json').filter(({ code }) => code !== 'AQ')
const known = new Set(coarse.map(({ code }) => code))
const small = read('countries-50m.json').filter(({ code }) => code !== 'AQ' && !known.has(code))
const map = {
  source: 'Natural Earth, public domain',
  shapes: Object.fromEntries(coarse.map(({ code, rings }) => [code, outline(rings)])),
  dots: Object.fromEntries(small.map(({ code, rings }) => [code, middle(rings)])),
}
writeFileSync(target, `${JSON.stringify(map)}\n`)
console.log(`${target}: ${coarse.length} countries and ${small.length} dots`)
