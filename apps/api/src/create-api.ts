// The API as every process builds it: the server, the tests and the command that writes the OpenAPI document.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { NestFactory } from '@nestjs/core'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { SwaggerModule } from '@nestjs/swagger'
import type { FastifyInstance } from 'fastify'
import { buildOpenApi, httpAdapter, NestLog, prepareHttp, serveConsole } from '@portolan/platform'
import { ApiModule } from './api.module'

/** Adds everything around the routes to an application that is not yet initialised. */
export async function prepareApi(app: NestFastifyApplication): Promise<void> {
  await prepareHttp(app)
  SwaggerModule.setup('api/docs', app, () => buildOpenApi(app), {
    jsonDocumentUrl: 'api/schema',
    raw: ['json'],
    customSiteTitle: 'Portolan API',
    swaggerOptions: { persistAuthorization: false, validatorUrl: null, tagsSorter: 'alpha' },
  })
  const folder = consoleFolder()
  if (folder) await serveConsole(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, folder)
}

/** The application, not yet listening. */
export async function createApi(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule, httpAdapter(), {
    logger: new NestLog(),
    abortOnError: false,
  })
  await prepareApi(app)
  return app
}

/** Where the console's build lies, seen from the sources as from dist/. */
function consoleFolder(): string | undefined {
  const roots = [join(__dirname, '../../..'), join(__dirname, '../../../dist')]
  return roots.map((root) => join(root, 'web/browser')).find((folder) => existsSync(join(folder, 'index.html')))
}
