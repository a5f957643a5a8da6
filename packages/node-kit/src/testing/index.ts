export { findSecret } from './find-secret.ts';
export { type NodeRun, type NodeRunResult, runNode } from './run-node.ts';
