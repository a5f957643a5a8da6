import type { OfflinePublicJwk } from '@waygate/mfa';

/** An account of this authenticator. The key can sign and cannot be read out. */
export interface Account {
  /** Mechanism uid, made by this authenticator. */
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly account: string;
  readonly color: string | undefined;
  readonly authenticateUrl: string;
  readonly key: CryptoKey;
  readonly createdAt: number;
  /** How it shows codes without a network; absent until the server has been told of the key. */
  readonly offline?: OfflineHalf;
}

/** The key of an account that opens codes without a network, and the servers' keys that it trusts. The private half cannot be read out. */
export interface OfflineHalf {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** Newest first. */
  readonly issuers: readonly OfflinePublicJwk[];
  /** User name at the server, as it said last; what the account is called may be something else. */
  readonly user?: string;
}

/** An account that shows one-time passwords. The key makes codes and cannot be read out. */
export interface CodeAccount {
  readonly id: string;
  readonly issuer: string;
  readonly account: string;
  readonly algorithm: 'TOTP' | 'HOTP';
  readonly digits: number;
  /** Seconds that a code of TOTP is shown. */
  readonly period: number;
  /** Counter of the last code of HOTP. */
  readonly counter: number;
  readonly key: CryptoKey;
  readonly createdAt: number;
}

/** What became of a push. */
export interface Answered {
  readonly messageId: string;
  readonly accountId: string;
  readonly result: 'approved' | 'denied' | 'tooLate';
  readonly at: number;
}

const STORES = ['accounts', 'answers', 'settings', 'codes', 'opened'] as const;
type StoreName = (typeof STORES)[number];

/** How many answers are remembered. */
const REMEMBERED = 20;

/** The data of this authenticator in IndexedDB. */
export class Vault {
  readonly #db: IDBDatabase;

  private constructor(db: IDBDatabase) {
    this.#db = db;
  }

  static open(): Promise<Vault> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open('waygate-authenticator', 3);
      request.onupgradeneeded = () => {
        const { result } = request;
        for (const name of STORES) if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
      };
      request.onsuccess = () => {
        // A window of the next version must not wait for this one.
        request.result.onversionchange = () => request.result.close();
        resolve(new Vault(request.result));
      };
      request.onerror = () => reject(request.error);
    });
  }

  async accounts(): Promise<readonly Account[]> {
    const all = await this.#run<Account[]>('accounts', 'readonly', (store) => store.getAll());
    return all.sort((a, b) => a.createdAt - b.createdAt);
  }

  async saveAccount(account: Account): Promise<void> {
    await this.#run('accounts', 'readwrite', (store) => store.put(account, account.id));
  }

  async removeAccount(id: string): Promise<void> {
    await this.#run('accounts', 'readwrite', (store) => store.delete(id));
  }

  async codes(): Promise<readonly CodeAccount[]> {
    const all = await this.#run<CodeAccount[]>('codes', 'readonly', (store) => store.getAll());
    return all.sort((a, b) => a.createdAt - b.createdAt);
  }

  async saveCodes(account: CodeAccount): Promise<void> {
    await this.#run('codes', 'readwrite', (store) => store.put(account, account.id));
  }

  async removeCodes(id: string): Promise<void> {
    await this.#run('codes', 'readwrite', (store) => store.delete(id));
  }

  /** Takes the next counter of an account, in one transaction: no two windows get the same. */
  nextCounter(id: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction('codes', 'readwrite');
      const store = transaction.objectStore('codes');
      const request: IDBRequest<CodeAccount | undefined> = store.get(id);
      let counter = 0;
      request.onsuccess = () => {
        if (request.result === undefined) return transaction.abort();
        counter = request.result.counter + 1;
        store.put({ ...request.result, counter }, id);
      };
      transaction.oncomplete = () => resolve(counter);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  /**
   * Remembers a code that was opened, in one transaction, so that of two windows one opens it; what is over is forgotten. Times are epoch milliseconds.
   * @returns false when it was opened before
   */
  remember(id: string, until: number, now: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction('opened', 'readwrite');
      const store = transaction.objectStore('opened');
      const known: IDBRequest<number | undefined> = store.get(id);
      known.onsuccess = () => {
        if (known.result === undefined) store.put(until, id);
      };
      const all = store.openCursor();
      all.onsuccess = () => {
        const cursor = all.result;
        if (cursor === null) return;
        if (cursor.value < now) cursor.delete();
        cursor.continue();
      };
      transaction.oncomplete = () => resolve(known.result === undefined);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async answers(): Promise<readonly Answered[]> {
    const all = await this.#run<Answered[]>('answers', 'readonly', (store) => store.getAll());
    return all.sort((a, b) => b.at - a.at);
  }

  async saveAnswer(answer: Answered): Promise<void> {
    await this.#run('answers', 'readwrite', (store) => store.put(answer, answer.messageId));
    for (const old of (await this.answers()).slice(REMEMBERED))
      await this.#run('answers', 'readwrite', (store) => store.delete(old.messageId));
  }

  setting<T>(name: string): Promise<T | undefined> {
    return this.#run<T | undefined>('settings', 'readonly', (store) => store.get(name));
  }

  /** The kept value of a setting, or else this one, which is kept from now on; one transaction, so that all who ask get the same. */
  keptOrNew(name: string, value: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction('settings', 'readwrite');
      const store = transaction.objectStore('settings');
      const request: IDBRequest<string | undefined> = store.get(name);
      request.onsuccess = () => {
        if (request.result === undefined) store.put(value, name);
      };
      transaction.oncomplete = () => resolve(request.result ?? value);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async saveSetting(name: string, value: unknown): Promise<void> {
    await this.#run('settings', 'readwrite', (store) => store.put(value, name));
  }

  #run<T>(name: StoreName, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<T> {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction(name, mode);
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}
