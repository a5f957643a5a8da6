import type { Json } from '@waygate/schema';
import type { JavaMapLike, Kit } from './kit.ts';

/** What a script may have set by name, as both generations know it. */
declare const outcome: unknown;
declare const action: unknown;
declare const auditEntryDetail: unknown;
declare const config: unknown;

/** Makes the function that says, when a script has ended, what it did. Runs inside the sandbox. */
export function finishPrelude(kit: Kit, readLegacyAction: (action: unknown) => boolean): (value: unknown) => string {
  const { facts, gathered, plain, shared, transient } = kit;
  const { stringify } = JSON;
  const containers = ['objectAttributes'];

  const changesOf = (scope: 'shared' | 'transient', before: Readonly<Record<string, Json>>, after: JavaMapLike): Json[] => {
    const now = plain(after) as Record<string, Json>;
    const changes: Json[] = [];
    for (const key of Object.keys(before)) if (!Object.hasOwn(now, key)) changes.push({ change: 'remove', scope, key });
    for (const [key, value] of Object.entries(now)) {
      const same = Object.hasOwn(before, key) && stringify(before[key]) === stringify(value);
      if (same) continue;
      // What is written into a container is put to what it holds; here it is what it shall hold.
      if (containers.includes(key) && Object.hasOwn(before, key)) changes.push({ change: 'remove', scope, key });
      changes.push({ change: 'put', scope, key, value });
    }
    return changes;
  };

  return (value) => {
    if (facts.bindings !== undefined) return stringify({ value: plain(value) });
    if (facts.configures === true) return stringify({ value: typeof config === 'undefined' ? null : plain(config) });
    const acted = readLegacyAction(typeof action === 'undefined' ? undefined : action);
    const said = typeof outcome === 'undefined' || outcome === null ? undefined : outcome;
    const goTo = gathered.goTo ?? (acted || said === undefined ? undefined : said);
    const detail = typeof auditEntryDetail === 'undefined' || auditEntryDetail === undefined ? undefined : plain(auditEntryDetail);
    const result =
      gathered.suspend !== undefined
        ? { kind: 'suspend', ...gathered.suspend }
        : gathered.callbacks.length > 0
          ? { kind: 'send', callbacks: plain(gathered.callbacks) }
          : goTo === undefined
            ? null
            : {
                kind: 'goTo',
                outcome: typeof goTo === 'string' ? goTo : typeof goTo === 'object' && goTo instanceof String ? String(goTo) : null,
              };
    const { header, description, stage, errorMessage, lockoutMessage, identifiedUser, sessionProperties, removedSessionProperties } =
      gathered;
    return stringify({
      action: result,
      changes: [...changesOf('shared', facts.shared, shared), ...changesOf('transient', facts.transient, transient)],
      header,
      description,
      stage,
      errorMessage,
      lockoutMessage,
      identifiedUser,
      sessionProperties,
      removedSessionProperties,
      audit: detail,
    });
  };
}
