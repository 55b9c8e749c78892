export { applyRoles, asRole, rolesFile, withClient, type RolePasswords } from './roles'
export {
  claim,
  commandOf,
  freePort,
  isAlive,
  isFree,
  livingHolder,
  portHolder,
  readText,
  stopChild,
  type Holder,
} from './processes'
export { startRedis, stopRedis, type RedisServer } from './redis'
export { repositoryRoot } from './root'
export { startPostgres, stopPostgres, type PostgresServer } from './postgres'
