import type { Suspend } from '@waygate/node-kit';
import type { Callback } from '@waygate/schema';
import type { Rest } from './advance.ts';
import type { EngineDeps } from './engine-deps.ts';
import { finishFailure, finishSuccess } from './finish.ts';
import type { JourneyLibrary } from './journey-library.ts';
import { noteStanding } from './lost-proofs.ts';
import type { RealmSettings } from './ports/realms.ts';
import type { Run } from './run.ts';
import { saveRun } from './save-run.ts';
import { randomKey } from './session-key.ts';
import type { Step, StepHandle } from './step.ts';

/** Saves where the run came to rest and says it to the client. */
export async function settle(run: Run, rest: Rest, settings: RealmSettings, deps: EngineDeps, library: JourneyLibrary): Promise<Step> {
  const step = await settled(run, rest, settings, deps, library);
  if (run.cookies.size === 0 || run.preview !== undefined) return step;
  return { ...step, cookies: [...run.cookies.values(), ...(step.cookies ?? [])] };
}

async function settled(run: Run, rest: Rest, settings: RealmSettings, deps: EngineDeps, library: JourneyLibrary): Promise<Step> {
  switch (rest.kind) {
    case 'success':
      return finishSuccess(run, settings, deps, library);
    case 'failure':
      return finishFailure(run, rest.message, deps, rest.broken);
    case 'callbacks': {
      await pauseState(run, library);
      await noteStanding(run, deps);
      const key = randomKey();
      const { callbacks, header, description, stage } = rest.send;
      await saveRun(run, { status: 'awaitingInput', key, sent: callbacks, owners: rest.owners }, deps);
      return {
        kind: 'callbacks',
        handle: handleOf(run, key),
        callbacks,
        page: rest.page,
        ...(header === undefined ? {} : { header }),
        ...(description === undefined ? {} : { description }),
        ...(stage === undefined ? {} : { stage }),
      };
    }
    case 'suspended': {
      await pauseState(run, library);
      await noteStanding(run, deps);
      const { message, duration, mail } = rest.suspend;
      run.expiresAt = deps.now() + duration * 1000;
      const callbacks: Callback[] = [{ type: 'SuspendedTextOutputCallback', message, messageType: 'information' }];
      // A script that ran before may know the link that it was promised.
      if (mail !== undefined) run.linkKey = undefined;
      const link = run.resumeLink();
      await saveRun(run, { status: 'suspended', key: run.linkKey ?? '', sent: callbacks, owners: [run.node.id] }, deps);
      // Only now: a link that came before what it leads to, or instead of it, would be good for nothing.
      if (mail !== undefined) sendLink(run, mail, link, deps);
      return { kind: 'suspended', handle: handleOf(run, ''), callbacks };
    }
  }
}

function sendLink(run: Run, mail: NonNullable<Suspend['mail']>, link: string, { ports }: EngineDeps): void {
  ports.mail.send({
    realm: run.realm,
    template: mail.template,
    to: mail.to,
    object: { ...mail.object, resumeURI: link },
    ...(mail.dependsOn === undefined ? {} : { dependsOn: mail.dependsOn }),
    locales: run.request.locales,
    runId: run.id,
    idempotencyKey: `${run.id}.${run.revision}.${run.visits}`,
  });
}

function handleOf(run: Run, key: string): StepHandle {
  return { sessionId: run.id, key, journey: run.journey.document.name, realm: run.realm, expiresAt: run.expiresAt };
}

/** Keeps of the transient and secure state what a node that can still follow reads, in this journey and those around and inside it. */
async function pauseState(run: Run, library: JourneyLibrary): Promise<void> {
  const { state } = run;
  if (Object.keys(state.transient).length === 0 && Object.keys(state.secure).length === 0) return;
  const readable = run.frames.map(({ journey, index }) => journey.readableFrom(index));
  for (const [name, versionId] of Object.entries(run.pins)) {
    const inner = await library.load(run.realm, name, versionId);
    for (const node of inner.nodes) readable.push(node.reads, ...node.children.map((child) => child.reads));
  }
  state.pause((name) => readable.some((keys) => keys.has(name) || keys.has('*')));
}
