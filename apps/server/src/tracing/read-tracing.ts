import type { TracingSettings } from '@waygate/tracing';

type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable of OpenTelemetry that is read, with its meaning: the table in docs/configuration.md is made of this. */
export const TRACING_VARIABLES: Readonly<Record<string, string>> = {
  OTEL_EXPORTER_OTLP_ENDPOINT:
    'Address of the collector; `/v1/traces` is put behind it. Nothing is traced, and nothing of it loaded, when this and the next are unset.',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'The whole address that takes traces, in the place of that.',
  OTEL_EXPORTER_OTLP_HEADERS:
    'Headers for the collector, as `name=value,name=value` with values as in addresses. A secret. `OTEL_EXPORTER_OTLP_TRACES_HEADERS` goes before it.',
  OTEL_EXPORTER_OTLP_PROTOCOL: '`http/json`, which is also what it is when unset; no other is spoken.',
  OTEL_EXPORTER_OTLP_TIMEOUT: 'How long the collector may take for a batch, milliseconds; `10000` when unset.',
  OTEL_SERVICE_NAME: 'Name of this installation in traces; `waygate` when unset.',
  OTEL_RESOURCE_ATTRIBUTES: 'What else says whose traces they are, as `key=value,key=value`.',
  OTEL_TRACES_SAMPLER:
    'Which requests are traced: `always_on`, `always_off`, `traceidratio`, or one of these behind `parentbased_`, which goes by what a trusted proxy says where `WAYGATE_TRUST_TRACEPARENT` has it believed. `parentbased_always_on` when unset.',
  OTEL_TRACES_SAMPLER_ARG: 'The share of requests for `traceidratio`, from `0` to `1`.',
  OTEL_SDK_DISABLED: '`true` traces nothing.',
};

const SAMPLER = /^(parentbased_)?(always_on|always_off|traceidratio)$/;
const TIMEOUT_MS = 10_000;

/**
 * Reads where traces go.
 * @param version of the server
 * @returns undefined when they go nowhere, and what is wrong with the variables
 */
export function readTracing(
  environment: Environment,
  version: string,
): { readonly tracing?: TracingSettings; readonly problems: readonly string[] } {
  const read = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const general = read('OTEL_EXPORTER_OTLP_ENDPOINT');
  const endpoint =
    read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (general === undefined ? undefined : `${general.replace(/\/+$/, '')}/v1/traces`);
  if (endpoint === undefined || read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || read('OTEL_TRACES_EXPORTER') === 'none')
    return { problems: [] };
  const problems: string[] = [];
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    problems.push('OTEL_EXPORTER_OTLP_ENDPOINT: is no address such as http://collector:4318.');
  const protocol = read('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? read('OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/json';
  if (protocol !== 'http/json')
    problems.push(
      'OTEL_EXPORTER_OTLP_PROTOCOL: must be http/json, the only one that is spoken. Collectors take it at the port of http/protobuf.',
    );
  const pairs = (name: string): Record<string, string> => {
    const found = pairsOf(read(name) ?? '');
    if (found === undefined) problems.push(`${name}: must be a list such as name=value,name=value.`);
    return found ?? {};
  };
  const headers = pairs(
    read('OTEL_EXPORTER_OTLP_TRACES_HEADERS') === undefined ? 'OTEL_EXPORTER_OTLP_HEADERS' : 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  );
  const attributes = pairs('OTEL_RESOURCE_ATTRIBUTES');
  const [, parent, kind] = SAMPLER.exec(read('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on') ?? [];
  if (kind === undefined)
    problems.push('OTEL_TRACES_SAMPLER: must be always_on, always_off or traceidratio, each also behind parentbased_.');
  const ratio = Number(read('OTEL_TRACES_SAMPLER_ARG') ?? 1);
  if (!(ratio >= 0 && ratio <= 1)) problems.push('OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1.');
  const timeoutMs = Number(read('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ?? read('OTEL_EXPORTER_OTLP_TIMEOUT') ?? TIMEOUT_MS);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) problems.push('OTEL_EXPORTER_OTLP_TIMEOUT: must be a number of milliseconds.');
  if (problems.length > 0) return { problems };
  return {
    problems,
    tracing: {
      endpoint,
      headers,
      resource: {
        'service.version': version,
        ...attributes,
        'service.name': read('OTEL_SERVICE_NAME') ?? attributes['service.name'] ?? 'waygate',
      },
      sampler: { kind: kind as TracingSettings['sampler']['kind'], ratio, followsParent: parent !== undefined },
      timeoutMs,
    },
  };
}

/** @returns undefined when it is no such list */
function pairsOf(text: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = {};
  for (const one of text.split(',')) {
    if (one.trim() === '') continue;
    const at = one.indexOf('=');
    const name = one.slice(0, at).trim();
    if (at < 1 || !/^[\w.!#$%&'*+^`|~-]+$/.test(name)) return undefined;
    try {
      pairs[name] = decodeURIComponent(one.slice(at + 1).trim());
    } catch {
      return undefined;
    }
  }
  return pairs;
}
