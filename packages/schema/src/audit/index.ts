export * from './audit-events.ts';
export * from './audit-record.ts';
