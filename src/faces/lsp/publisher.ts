/** When documents are read again and what is then told: at once where reading is quick, else after a pause. */
import { RegistryError } from '../../domain/errors.js';
import type { Diagnostic } from '../../domain/diagnostics.js';
import type { Wording } from '../../domain/wording.js';
import type { OpenDocument } from './documents.js';

/** Sends the client what has changed. */
export interface Teller {
  readonly publish: (document: OpenDocument, findings: readonly Diagnostic[]) => void;
  /** The lenses may have changed. */
  readonly refresh: () => void;
  /** A registry cannot be read; told once for each reason. */
  readonly warn: (error: RegistryError) => void;
  /** What a registry tells of itself; each once. */
  readonly notify: (notices: readonly Wording[]) => void;
  /** Something failed that should not have. */
  readonly fail: (error: unknown) => void;
}

/** Reads documents after they have changed. */
export interface Publisher {
  readonly schedule: (document: OpenDocument) => void;
  readonly cancel: (document: OpenDocument) => void;
}

/** Documents that are read faster are read after every change, in milliseconds. */
const QUICK = 10;
/** The longest pause. */
const LONGEST = 300;
/** How long the findings of a document that is read quickly wait for a registry. */
const PATIENCE = 50;
/** The pause before a registry is asked about a document that takes long. */
const PLAN_PAUSE = 150;

export function createPublisher(teller: Teller): Publisher {
  const waiting = new Map<OpenDocument, NodeJS.Timeout>();
  const told = new Map<OpenDocument, string>();
  const open = new Set<OpenDocument>();

  const publish = (document: OpenDocument): void => {
    const findings = document.findings();
    const text = `${document.version} ${JSON.stringify(findings)}`;
    if (told.get(document) === text) return;
    told.set(document, text);
    clearTimeout(waiting.get(document));
    teller.publish(document, findings);
  };
  const later = (document: OpenDocument, delay: number, work: () => void): void => {
    clearTimeout(waiting.get(document));
    waiting.set(
      document,
      setTimeout(() => {
        waiting.delete(document);
        work();
      }, delay),
    );
  };
  const isOpen = (document: OpenDocument): boolean => open.has(document);
  /** Plans a document and publishes what comes of it, unless it has changed meanwhile. */
  const plan = async (document: OpenDocument): Promise<void> => {
    const { version } = document;
    let problem: unknown;
    try {
      teller.notify((await document.plan())?.notices ?? []);
    } catch (error) {
      problem = error;
    }
    const isCurrent = isOpen(document) && document.version === version;
    if (isCurrent) publish(document);
    // Report an unreadable registry even if the document has changed meanwhile.
    if (problem instanceof RegistryError) teller.warn(problem);
    else if (isCurrent && problem === undefined) teller.refresh();
    else if (isCurrent) teller.fail(problem);
  };
  /** A registry that answers soon spares the client findings that are replaced at once. */
  const planSoon = async (document: OpenDocument): Promise<void> => {
    later(document, PATIENCE, () => publish(document));
    await plan(document);
  };
  const run = (document: OpenDocument): void => {
    try {
      document.analysis();
    } catch (error) {
      teller.fail(error);
      return;
    }
    if (document.cost() < QUICK) {
      void planSoon(document);
      return;
    }
    publish(document);
    later(document, PLAN_PAUSE, () => void plan(document));
  };
  return {
    schedule: (document) => {
      open.add(document);
      const cost = document.cost();
      later(document, cost < QUICK ? 0 : Math.min(cost, LONGEST), () => run(document));
    },
    cancel: (document) => {
      clearTimeout(waiting.get(document));
      waiting.delete(document);
      told.delete(document);
      open.delete(document);
    },
  };
}
