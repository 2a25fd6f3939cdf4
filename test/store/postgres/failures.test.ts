/** What a database refuses is told in words, with what to do, and without a password. */
import { describe, expect, test } from 'vitest';
import { RegistryError } from '../../../src/domain/errors.js';
import { parseAddress } from '../../../src/store/postgres/address.js';
import {
  describeFailure,
  isCollision,
  isConnectionLost,
  isConsequence,
  isPassing,
} from '../../../src/store/postgres/failures.js';

const failed = (code?: string, message = 'it failed'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

/** The code and the message of a failure. */
function told(error: unknown, doing: 'read' | 'write' = 'write'): unknown {
  const described = describeFailure(error, 'db', doing);
  return described instanceof RegistryError ? [described.code, described.message] : described;
}

test.each([
  ['ECONNREFUSED', 'registry-unreadable', 'nothing answers there'],
  ['ENOTFOUND', 'registry-unreadable', 'there is no such host'],
  ['28P01', 'registry-unreadable', 'it refuses the login'],
  ['3D000', 'registry-unreadable', 'there is no such database'],
  ['42P01', 'registry-missing', 'it has no tables for registries'],
  ['53100', 'output-unwritable', 'its disk is full'],
  ['53300', 'lock-busy', 'it has no connection left'],
  ['08006', 'registry-unreadable', 'the connection was cut'],
  ['58030', 'output-unwritable', 'its files cannot be read or written'],
])('%s is %s: %s', (code, as, problem) => {
  expect(told(failed(code))).toEqual([as, `The registry db cannot be used: ${problem}.`]);
});

test.each([
  ['timeout exceeded when trying to connect', 'lock-busy'],
  ['Connection terminated unexpectedly', 'registry-unreadable'],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'registry-unreadable'],
  ['The server does not support SSL connections', 'registry-unreadable'],
])('what has no code is known by its text: %s', (message, code) => {
  expect(told(failed(undefined, message))).toMatchObject([code, expect.stringContaining('db')]);
});

test('a disk that is full keeps nobody from being told that reading failed', () => {
  expect(told(failed('53100'), 'read')).toMatchObject(['registry-unreadable', expect.any(String)]);
});

test.each([
  ['read', 'registry-unreadable', 'read'],
  ['write', 'output-unwritable', 'changed'],
] as const)('another code of the server is told, to who wants to %s', (doing, code, verb) => {
  const message = `The registry db cannot be ${verb}: PostgreSQL says it failed (22P02).`;
  expect(told(failed('22P02'), doing)).toEqual([code, message]);
});

test('what is no failure of the database stays as it is', () => {
  const own = new RegistryError('usage', 'a fault', 'Mend it.');
  const other = new TypeError('a slip');
  expect([describeFailure(own, 'db', 'read'), told(other), told('text')]).toEqual([
    own,
    other,
    'text',
  ]);
});

test('of several causes, the first that is known counts', () => {
  expect(told(new AggregateError([failed('EODD'), failed('ECONNREFUSED')]))).toMatchObject([
    'registry-unreadable',
    expect.stringContaining('nothing answers there'),
  ]);
});

test('kinds of failures', () => {
  const codes = ['40001', '40P01', '25P03', '57P01', '57P03', '53300', '25P02', 'ECONNRESET'];
  const kindsOf = (is: (error: unknown) => boolean) => codes.filter((code) => is(failed(code)));
  expect(kindsOf(isCollision)).toEqual(['40001', '40P01', '25P03']);
  expect(kindsOf(isConnectionLost)).toEqual(['57P01', 'ECONNRESET']);
  expect(kindsOf(isPassing)).toEqual(['57P03', '53300']);
  expect(kindsOf(isConsequence)).toEqual(['25P02']);
});

describe('an address', () => {
  test.each([
    [
      'postgres://ada:secret@db.example.org:5433/gnn',
      'postgresql://db.example.org:5433/gnn#lab',
      10,
    ],
    [
      'postgresql://ada@/gnn?host=/run/postgresql&pool_size=4',
      'postgresql:///run/postgresql/gnn#lab',
      4,
    ],
  ])('%s is named without its user', (url, name, poolSize) => {
    expect(parseAddress(url, 'lab')).toMatchObject({ name, poolSize });
  });

  test.each([
    'mysql://db/gnn',
    'nonsense',
    'postgres://db/gnn?pool_size=0',
    'postgres://db/gnn?pool_size=x',
  ])('%s is refused, and not repeated', (url) => {
    expect(() => parseAddress(url, 'lab')).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => parseAddress(url, 'lab')).not.toThrow(url);
  });
});
