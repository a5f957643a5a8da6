import { isSealedSecret, type Json, SEALED_PREFIX, type Sealer, WaygateError } from '@waygate/schema';

/** Seals and opens the secrets of configurations. What is sealed for one field of one node type opens nowhere else. */
export interface NodeSecrets {
  /** @returns a text that a journey may hold, see `isSealedSecret` */
  seal(nodeType: string, member: string, value: Json): string;
  /** @returns undefined when it does not open: altered, sealed for another field, or by another installation */
  open(nodeType: string, member: string, sealed: string): Json | undefined;
}

/** Secrets under the key ring of an installation. */
export function createNodeSecrets(sealer: Sealer): NodeSecrets {
  return {
    seal: (nodeType, member, value) => `${SEALED_PREFIX}${sealer.seal(contextOf(nodeType, member), JSON.stringify(value))}`,
    open: (nodeType, member, sealed) => {
      if (!isSealedSecret(sealed)) return undefined;
      try {
        return JSON.parse(sealer.open(contextOf(nodeType, member), sealed.slice(SEALED_PREFIX.length))) as Json;
      } catch (error) {
        if (error instanceof WaygateError) return undefined;
        throw error;
      }
    },
  };
}

function contextOf(nodeType: string, member: string): string {
  return `node-secret|${JSON.stringify([nodeType, member])}`;
}
