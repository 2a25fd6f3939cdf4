/** Asks the person behind a client before something is destroyed. */
import { CLIENT_CAPABILITIES_META_KEY, inputRequired } from '@modelcontextprotocol/server';
import type {
  ClientCapabilities,
  InputRequiredResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import { sha256 } from '../../domain/canonical.js';
import { RegistryError } from '../../domain/errors.js';
import { isObject } from '../../domain/json.js';

/** The person does not want what a call would do. */
export class Declined extends Error {}

/** The client has to ask first, and call again with the answer. */
export class AnswerNeeded extends Error {
  readonly result: InputRequiredResult;

  constructor(key: string, message: string) {
    super(message);
    const requestedSchema = {
      type: 'object' as const,
      properties: { confirm: { type: 'boolean' as const, title: 'Do it', default: false } },
      required: ['confirm'],
    };
    this.result = inputRequired({
      inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema }) },
    });
  }
}

/** How a call may confirm. */
interface Confirming {
  readonly allowDestructive: boolean;
  /** Of the client, if it said them when it connected. */
  readonly capabilities: ClientCapabilities | undefined;
}

/**
 * Returns a function that asks the person behind a client. Where a client cannot ask, the one who started
 * the server has agreed.
 *
 * @throws RegistryError `usage` if the server does not destroy; {@link Declined}, {@link AnswerNeeded}
 */
export function createConfirm(
  { mcpReq }: Pick<ServerContext, 'mcpReq'>,
  { allowDestructive, capabilities }: Confirming,
): (question: string) => Promise<void> {
  return async (question) => {
    if (!allowDestructive) throw describeOff();
    const { envelope, inputResponses = {} } = mcpReq;
    if (!canAsk(valueOf(envelope, CLIENT_CAPABILITIES_META_KEY) ?? capabilities)) return;
    // An answer counts for the question that was asked, and for no other one.
    const key = `confirm-${sha256(Buffer.from(question)).slice(0, 12)}`;
    const answer = valueOf(inputResponses, key);
    if (answer === undefined) throw new AnswerNeeded(key, question);
    if (!isAgreed(answer)) throw new Declined();
  };
}

function valueOf(object: object | undefined, key: string): unknown {
  return Object.entries(object ?? {}).find(([name]) => name === key)?.[1];
}

function canAsk(capabilities: unknown): boolean {
  return isObject(capabilities) && valueOf(capabilities, 'elicitation') !== undefined;
}

function isAgreed(answer: unknown): boolean {
  return (
    isObject(answer) &&
    answer['action'] === 'accept' &&
    isObject(answer['content']) &&
    answer['content']['confirm'] === true
  );
}

function describeOff(): RegistryError {
  return new RegistryError(
    'usage',
    'this server destroys nothing',
    'A person can start it with `--allow-destructive`.',
  );
}
