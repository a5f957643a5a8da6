export { checkScript } from './check/check-script.ts';
export { SANDBOX_LIMITS, type SandboxLimits, type SandboxLogLine as ScriptLogLine } from './sandbox/sandbox-job.ts';
export { ScriptPool } from './sandbox/script-pool.ts';
export { createScriptService, type ScriptService } from './service/create-script-service.ts';
export { formsOf, maskerOf, SECRET_MASK } from './service/masker-of.ts';
export { createScriptDesk, type ScriptDesk, type WritableScriptStore } from './service/script-desk.ts';
export type { ScriptStore } from './service/script-store.ts';
export { decodeScript, encodeScript } from './service/script-text.ts';
export type { ScriptHttpRequest, ScriptHttpResponse, ScriptWorld } from './service/script-world.ts';
