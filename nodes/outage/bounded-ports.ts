import type { NodePorts } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';

/** Ports behind which there is a network. */
const NETWORKED = ['directory', 'federation', 'http', 'mail', 'messages', 'push'] as const satisfies readonly (keyof NodePorts)[];

/**
 * Ports whose networked ones are waited for until a time is over, all calls together. What has been begun then ends by itself, and nobody hears of it.
 * @param within milliseconds from now on
 * @returns the ports, and how to stop the clock
 */
export function boundedPorts(ports: NodePorts, within: number): { readonly ports: NodePorts; readonly stop: () => void } {
  const late = Promise.withResolvers<never>();
  // Nobody may be waiting when it is over.
  late.promise.catch(() => undefined);
  const timer = setTimeout(
    () => late.reject(new WaygateError('operational', 'outage.too_late', 'What the sign-on needs did not answer in time.')),
    within,
  );
  const bounded = Object.fromEntries(NETWORKED.map((name) => [name, raced(ports[name], late.promise)]));
  return { ports: { ...ports, ...bounded }, stop: () => clearTimeout(timer) };
}

function raced(port: object, late: Promise<never>): object {
  return new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, values);
        return result instanceof Promise ? Promise.race([result, late]) : result;
      };
    },
  });
}
