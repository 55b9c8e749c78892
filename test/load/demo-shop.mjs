// The built demo shop in a process of its own, so that its work is not taken for ours. LIKENESS says what it is like.
import demo from '../../dist/apps/demo-shop/src/demo-shop.js'

const { DemoShop, demoApp } = demo
await DemoShop.start({
  ...JSON.parse(process.env.LIKENESS),
  wooPort: 0,
  controlPort: 0,
  app: { ...demoApp, kind: 'custom' },
})
process.send('open')
process.on('disconnect', () => process.exit())
