import type { JourneyEnded, JourneyFault, NodeVisit, Observer } from '@waygate/engine';
import type { Catalogue, NodeType } from '@waygate/node-kit';
import type { OpenSpan, SpanFacts, Tracing } from '@waygate/tracing';
import { requestContext } from '../logging/request-context.ts';
import { errorCode } from './in-span.ts';

/** A node that has run, and that the engine has not told of yet. */
interface Ran {
  readonly nodeType: string;
  readonly span: OpenSpan;
  readonly until: number;
  readonly error: string | undefined;
}

/**
 * Spans of nodes. That a node runs is seen at its type, so that what it asks for is inside of its span; what came of it is told by the engine right after. Neither
 * knows of the other.
 */
export class NodeSpans implements Observer {
  readonly #tracing: Tracing;
  readonly #ran = new WeakMap<object, Ran[]>();

  constructor(tracing: Tracing) {
    this.#tracing = tracing;
  }

  /** The same types of nodes, each of whose runs is a span. */
  catalogue(catalogue: Catalogue): Catalogue {
    return new Map([...catalogue].map(([name, type]) => [name, this.#traced(type)]));
  }

  visited(visit: NodeVisit): void {
    const ran = this.#take(visit.nodeType);
    const facts = factsOf(visit);
    if (ran === undefined) {
      // Pages and inner journeys are run by the engine itself.
      if (visit.took > 0) this.#tracing.note(`node ${visit.nodeType}`, 'work', visit.took, facts);
      return;
    }
    ran.span.add(facts);
    ran.span.end(ran.error, ran.until);
  }

  ended({ journey, versionId, sessionId, result }: JourneyEnded): void {
    this.#tracing.note('journey ended', 'work', 0, {
      'waygate.journey': journey,
      'waygate.journey.version': versionId,
      'waygate.run': sessionId,
      'waygate.journey.result': result,
    });
  }

  fault({ code, sessionId, outermost }: JourneyFault): void {
    const facts = { 'waygate.journey': outermost.journey, 'waygate.journey.version': outermost.versionId, 'waygate.run': sessionId };
    this.#tracing.note('journey fault', 'work', 0, facts, code);
  }

  /** Ends the spans of what the engine did not tell of. To be called when a request is over. */
  finish(request: object): void {
    for (const { span, until, error } of this.#ran.get(request) ?? []) span.end(error, until);
    this.#ran.delete(request);
  }

  #traced(type: NodeType): NodeType {
    return {
      ...type,
      run: (context) => {
        const request = requestContext.getStore();
        if (request === undefined) return type.run(context);
        const span = this.#tracing.open(`node ${type.type}`, 'work', { 'waygate.node.type': type.type });
        const over = (error?: string) => {
          const ran = this.#ran.get(request) ?? [];
          this.#ran.set(request, ran);
          ran.push({ nodeType: type.type, span, until: Date.now(), error });
        };
        return span.run(() => {
          try {
            const result = type.run(context);
            if (!(result instanceof Promise)) {
              over();
              return result;
            }
            return result.then(
              (action) => {
                over();
                return action;
              },
              (error: unknown) => {
                over(errorCode(error));
                throw error;
              },
            );
          } catch (error) {
            over(errorCode(error));
            throw error;
          }
        });
      },
    };
  }

  #take(nodeType: string): Ran | undefined {
    const request = requestContext.getStore();
    const ran = request === undefined ? undefined : this.#ran.get(request);
    const at = ran?.findIndex((one) => one.nodeType === nodeType) ?? -1;
    return at < 0 ? undefined : ran?.splice(at, 1)[0];
  }
}

function factsOf({ nodeType, nodeId, result, journey, versionId, sessionId, preview }: NodeVisit): SpanFacts {
  return {
    'waygate.node.type': nodeType,
    'waygate.node.id': nodeId,
    'waygate.node.outcome': result,
    'waygate.journey': journey,
    'waygate.journey.version': versionId,
    'waygate.run': sessionId,
    ...(preview === undefined ? {} : { 'waygate.preview': true }),
  };
}
