export { type ComposedEngine, composeEngine } from './compose-engine.ts';
export { composeServer, type Seams } from './compose-server.ts';
export { configSchema, readConfig, SECRET_VARIABLES, type ServerConfig } from './config.ts';
export { ADMINISTRATOR, defaultRealm, ensureRootRealm, firstStart } from './first-start.ts';
export { createServerLog, type ServerLog } from './logging/server-log.ts';
export { metricDefinitions } from './metric-definitions.ts';
export { type RunningServer, runServer } from './run-server.ts';
export { serve } from './serve.ts';
export { openWorkspace, type Workspace, workspaceOn } from './workspace.ts';
