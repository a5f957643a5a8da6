import type { SignOnSessions } from '@waygate/engine';
import type { AttemptService, DeviceDesk, OfflineCodeDesk } from '@waygate/integrations';
import type { PushMessageStore, PushService } from '@waygate/mfa';
import type {
  AttemptTarget,
  AuditPort,
  DeviceFacts,
  DeviceFamily,
  DeviceKind,
  DevicePort,
  IdentityPort,
  ManagedResult,
  Notice,
  Subject,
} from '@waygate/node-kit';
import { jsonEquals } from '@waygate/schema';

/** Finds who has an id, for a record that is to name them. */
type FindPerson = (realm: string, id: string) => Promise<Subject | undefined>;

/** Sign-on sessions, with the end of each recorded. */
export function auditedSignOns(sessions: SignOnSessions, audit: AuditPort, now: () => number): SignOnSessions {
  return {
    create: (...made) => sessions.create(...made),
    find: (id, at) => sessions.find(id, at),
    touch: (id, at) => sessions.touch(id, at),
    noteRemoved: (id, devices, at) => sessions.noteRemoved(id, devices, at),
    listByUser: (realm, userId, at) => sessions.listByUser(realm, userId, at),
    end: async (id, how) => {
      const session = await sessions.find(id, now());
      const ended = await sessions.end(id, how);
      if (!ended || session === undefined) return ended;
      const { realm, userId, username, handle, anonymous } = session;
      await audit.recordDone({
        event: 'session.ended',
        realm,
        ...(anonymous === true ? {} : { person: { id: userId, username } }),
        facts: { session: handle, how },
      });
      return ended;
    },
  };
}

/** The throttle, with what it refuses noted. */
export function auditedAttempts(attempts: AttemptService, audit: AuditPort): AttemptService {
  return {
    ...attempts,
    begin: async (target, key, facts) => {
      const permit = await attempts.begin(target, key, facts);
      if (!permit.allowed) {
        audit.note({
          event: 'authentication.throttled',
          realm: target.realm,
          result: 'refused',
          reason: permit.reason,
          ...personOf(target),
          facts: { authenticator: target.authenticator },
        });
      }
      return permit;
    },
  };
}

/** What a name was that nobody is called is not told: it may be a password. */
function personOf({ subject }: AttemptTarget): { readonly person?: Subject } {
  return 'nobody' in subject ? {} : { person: { id: subject.id, username: subject.username } };
}

/** Notes of the throttle what it tells people of. */
export function auditedNotice(tell: (notice: Notice) => void, audit: AuditPort): (notice: Notice) => void {
  const events = { accountLocked: 'account.locked', authenticatorDisabled: 'account.authenticator_disabled' } as const;
  return (notice) => {
    if (notice.event === 'accountLocked' || notice.event === 'authenticatorDisabled') {
      const { realm, subject } = notice;
      audit.note({ event: events[notice.event], realm, actor: { kind: 'server' }, person: { id: subject.id, username: subject.username } });
    }
    tell(notice);
  };
}

/** Push, with what became of each recorded. */
export function auditedPush(push: PushService, messages: Pick<PushMessageStore, 'find'>, audit: AuditPort): PushService {
  return {
    ...push,
    answerTo: async (asked) => {
      const status = await push.answerTo(asked);
      if (status.status === 'waiting') return status;
      const message = await messages.find(asked.realm, asked.messageId);
      const mine = message?.runId === asked.runId ? message : undefined;
      await audit.recordDone({
        event: 'authentication.push_answered',
        realm: asked.realm,
        result: status.status === 'approved' ? 'succeeded' : status.status === 'denied' ? 'refused' : 'failed',
        run: asked.runId,
        ...(asked.isUsed ? { reason: 'push.used' } : {}),
        ...(mine === undefined ? {} : { person: { id: mine.userId, username: mine.username } }),
        facts: { decision: status.status },
      });
      return status;
    },
  };
}

/** People, with what is changed of them recorded, by its name alone. */
export function auditedIdentities(identities: IdentityPort, findPerson: FindPerson, audit: AuditPort): IdentityPort {
  const refusal = (result: ManagedResult) => (result.status === 'refused' ? { result: 'refused' as const, reason: 'account.policy' } : {});
  return {
    ...identities,
    create: async (realm, object, options) => {
      const result = await identities.create(realm, object, options);
      if (result.status === 'done') {
        const { id, username } = result.identity;
        await audit.recordDone({
          event: 'account.created',
          realm,
          person: { id, username },
          facts: { fields: Object.keys(object).sort() },
        });
      }
      return result;
    },
    patch: async (realm, id, changes, ...more) => {
      const result = await identities.patch(realm, id, changes, ...more);
      const isPassword = Object.hasOwn(changes, 'password');
      const person = result.status === 'done' ? result.identity : await findPerson(realm, id);
      if (person === undefined || (result.status !== 'done' && !isPassword)) return result;
      await audit.recordDone({
        event: isPassword ? 'account.password_changed' : 'account.changed',
        realm,
        person: { id, username: person.username },
        ...refusal(result),
        // What was refused may be called anything.
        facts: { fields: result.status === 'done' ? Object.keys(changes).sort() : ['password'] },
      });
      return result;
    },
    updateAttributes: async (realm, id, change) => {
      let fields: readonly string[] = [];
      const changed = await identities.updateAttributes(realm, id, (attributes) => {
        const after = change(attributes);
        const names = new Set([...Object.keys(attributes), ...Object.keys(after)]);
        fields = [...names].filter((name) => !jsonEquals([...(attributes[name] ?? [])], [...(after[name] ?? [])])).sort();
        return after;
      });
      const person = changed && fields.length > 0 ? await findPerson(realm, id) : undefined;
      if (person !== undefined)
        await audit.recordDone({ event: 'account.changed', realm, person: { id, username: person.username }, facts: { fields } });
      return changed;
    },
  };
}

/** Devices as journeys use them, with those that are enrolled and the recovery codes that are used recorded. */
export function auditedDevices(devices: DevicePort, audit: AuditPort): DevicePort {
  const family = <D extends DeviceFacts>(kind: DeviceKind, inner: DeviceFamily<D>): DeviceFamily<D> => ({
    list: (realm, subject) => inner.list(realm, subject),
    update: (realm, subject, uuid, change) => inner.update(realm, subject, uuid, change),
    enrol: async (realm, subject, device, options) => {
      const enrolment = await inner.enrol(realm, subject, device, options);
      if (enrolment.status === 'enrolled') {
        const facts = { kind, device: device.uuid, count: enrolment.recoveryCodes.length };
        await audit.recordDone({ event: 'account.device_added', realm, person: subject, facts });
      }
      return enrolment;
    },
  });
  return {
    ...devices,
    push: family('push', devices.push),
    oath: family('oath', devices.oath),
    webauthn: family('webauthn', devices.webauthn),
    binding: family('binding', devices.binding),
    consumeRecoveryCode: async (realm, subject, kind, ...more) => {
      const use = await devices.consumeRecoveryCode(realm, subject, kind, ...more);
      if (!use.accepted || subject === undefined) return use;
      const { device, left, renewed } = use;
      await audit.recordDone({ event: 'authentication.recovery_code_used', realm, person: subject, facts: { kind, device, left } });
      if (renewed !== undefined) {
        const facts = { kind, device, count: renewed.recoveryCodes.length };
        await audit.recordDone({ event: 'account.recovery_codes_made', realm, person: subject, facts });
      }
      return use;
    },
  };
}

/** Devices as owners and administrators change them, with each change recorded. */
export function auditedDeviceDesk(desk: DeviceDesk, findPerson: FindPerson, audit: AuditPort): DeviceDesk {
  const personOfId = async (realm: string, id: string) => {
    const person = await findPerson(realm, id);
    return person === undefined ? {} : { person: { id, username: person.username } };
  };
  return {
    ...desk,
    rename: async (realm, userId, kind, uuid, rename) => {
      const renamed = await desk.rename(realm, userId, kind, uuid, rename);
      if (renamed !== undefined)
        await audit.recordDone({
          event: 'account.device_renamed',
          realm,
          ...(await personOfId(realm, userId)),
          facts: { kind, device: uuid },
        });
      return renamed;
    },
    remove: async (realm, userId, kind, uuid) => {
      const removed = await desk.remove(realm, userId, kind, uuid);
      if (removed !== undefined)
        await audit.recordDone({
          event: 'account.device_removed',
          realm,
          ...(await personOfId(realm, userId)),
          facts: { kind, names: [uuid] },
        });
      return removed;
    },
    reset: async (realm, userId, kind) => {
      const removed = await desk.reset(realm, userId, kind);
      const names = removed.map(({ uuid }) => uuid);
      await audit.recordDone({ event: 'account.device_removed', realm, ...(await personOfId(realm, userId)), facts: { kind, names } });
      return removed;
    },
    renewRecoveryCodes: async (realm, userId, kind, uuid) => {
      const codes = await desk.renewRecoveryCodes(realm, userId, kind, uuid);
      if (codes !== undefined) {
        const facts = { kind, device: uuid, count: codes.length };
        await audit.recordDone({ event: 'account.recovery_codes_made', realm, ...(await personOfId(realm, userId)), facts });
      }
      return codes;
    },
  };
}

/** Offline codes as owners and administrators change them, with what takes one away or makes one recorded. */
export function auditedOfflineCodeDesk(desk: OfflineCodeDesk, findPerson: FindPerson, audit: AuditPort): OfflineCodeDesk {
  const noted = async (event: 'account.offline_code_removed' | 'account.backup_code_made', realm: string, id: string) => {
    const person = await findPerson(realm, id);
    await audit.recordDone({ event, realm, ...(person === undefined ? {} : { person: { id, username: person.username } }) });
  };
  return {
    ...desk,
    remove: async (realm, userId, ...more) => {
      const removed = await desk.remove(realm, userId, ...more);
      if (removed !== undefined) await noted('account.offline_code_removed', realm, userId);
      return removed;
    },
    renewBackupCode: async (realm, userId, ...more) => {
      const code = await desk.renewBackupCode(realm, userId, ...more);
      if (code !== undefined) await noted('account.backup_code_made', realm, userId);
      return code;
    },
  };
}
