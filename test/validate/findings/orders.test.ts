/** Orders and gaps in the dimensions of a value, and its probabilities there (notation, section 7). */
import { describe, expect, test } from 'vitest';
import { findingsAbout } from '../../support/spec-text.js';

/** The findings about the shapes and sums of values. */
function found(StateSpaceBlock: string, InitialParameterization: string): string[] {
  const changes = { StateSpaceBlock, InitialParameterization };
  return findingsAbout(changes, ['GNN-E002', 'GNN-W005', 'GNN-W006']).map((it) => it.code);
}

/** What is told of the orders in which values are read. */
function order(StateSpaceBlock: string, InitialParameterization: string): string[] {
  const changes = { StateSpaceBlock, InitialParameterization };
  return findingsAbout(changes, ['GNN-I025']).map((it) => it.message);
}

/** Of the shape [2,3,4]; sums to 1 along its second dimension alone. */
const LAST_FIRST = `((0.7, 0.1, 0.1, 0.1), (0.1, 0.7, 0.1, 0.1), (0.2, 0.2, 0.8, 0.8)),
  ((0.1, 0.7, 0.1, 0.1), (0.7, 0.1, 0.1, 0.1), (0.2, 0.2, 0.8, 0.8))`;
/** The same with square brackets, and with a comment behind each row. */
const COMMENTED = `[${LAST_FIRST.replaceAll('(', '[').replaceAll(')', ']').replace('\n', ' # first\n')}] # all`;
/** Of the shape [3,4,2]; sums to 1 along its first dimension alone. */
const IN_ORDER = `(((0.7, 0.1), (0.1, 0.7), (0.1, 0.1), (0.1, 0.1)),
  ((0.1, 0.7), (0.7, 0.1), (0.1, 0.1), (0.1, 0.1)), ((0.2, 0.2), (0.2, 0.2), (0.8, 0.8), (0.8, 0.8)))`;
const CUBE = '{((0.9, 0.2), (0.1, 0.8)), ((0.5, 0.4), (0.5, 0.6))}';

describe('three dimensions in the order last-first', () => {
  test.each([
    ['A', 'A[3,4,2]', `A={${LAST_FIRST}}`],
    ['in square brackets, with comments', 'A[3,4,2]', `A = ${COMMENTED}`],
    ['after a colon', 'A[3, 4, 2, type=float]', `A: [${LAST_FIRST}]`],
    ['of a modality', 'A_m0[3,4,2]', `A_m0={${LAST_FIRST}}`],
    ['of a size that is resolved', 'A[n,4,2]\nn[1]', `A={${LAST_FIRST}}\nn=3`],
    ['of a size that is not resolved', 'A[3,gone,2]', `A={${LAST_FIRST}}`],
    ['where two sizes are equal', 'A[2,3,2]', 'A={((.5,.5,.5),(.5,.5,.5)),((1,0,1),(0,1,0))}'],
    ['where all sizes are equal', 'A[2,2,2]', `A=${CUBE}`],
    ['B', 'B[2,2,3]', 'B={((.9,.2),(.1,.8)),((1,0),(0,1)),((0,1),(1,0))}'],
    ['B with one action', 'B[2,2,1]', 'B={((.9,.2),(.1,.8))}'],
    ['B of a size that is not resolved', 'B[n,n,1]', 'B={((.9,.2),(.1,.8))}'],
    [
      'several at once',
      'A_m0[3,4,2]\nA_m1[3,4,2]\nB[2,2,1]',
      `A_m0={${LAST_FIRST}}\nA_m1={${LAST_FIRST}}\nB={((.9,.2),(.1,.8))}`,
    ],
  ])('%s', (_, space, values) => {
    expect(found(space, values)).toEqual([]);
  });

  test.each([
    ['A, in the declared order', 'A[3,4,2]', `A={${IN_ORDER}}`, []],
    ['a wrong sum', 'A[3,4,2]', `A={${LAST_FIRST.replace('0.7', '0.6')}}`, ['GNN-W005']],
    ['a wrong sum in order', 'A[3,4,2]', `A={${IN_ORDER.replace('0.7', '0.6')}}`, ['GNN-W005']],
    ['declared as it is given', 'A[2,3,4]', `A={${LAST_FIRST}}`, ['GNN-W005']],
    ['the first of the three last', 'A[4,2,3]', `A={${LAST_FIRST}}`, ['GNN-E002']],
    ['all three reversed', 'A[4,3,2]', `A={${LAST_FIRST}}`, ['GNN-E002']],
    ['four dimensions', 'A[3,4,1,2]', `A={(${LAST_FIRST})}`, ['GNN-E002']],
    [
      'actions that sum to 1',
      'B[2,2,3]',
      'B={((.2,.2),(.2,.2)),((.3,.3),(.3,.3)),((.5,.5),(.5,.5))}',
      ['GNN-W005'],
    ],
    [
      'actions that sum to 1, not square',
      'B[2,3,2]',
      'B={((.2,.8),(.2,.8),(.2,.8)),((.2,.8),(.2,.8),(.2,.8))}',
      ['GNN-W005'],
    ],
  ])('near miss: %s', (_, space, values, codes) => {
    expect(found(space, values)).toEqual(codes);
  });
});

describe('dimensions of 1 that are left out', () => {
  test.each([
    ['at the end of B', 'B[2,2,1]', 'B={(0.9, 0.2), (0.1, 0.8)}'],
    ['at the end of B, by rows', 'B_f0[2,2,1]', 'B_f0 = [[0.9, 0.1], # stay\n  [0.2, 0.8]] # go'],
    ['in the middle of A', 'A[2,1,2]', 'A={(0.9, 0.2), (0.1, 0.8)}'],
    ['in the middle of A, sums', 'A_m0[2,1,3]', 'A_m0={(1, 0, 0.5),\n  (0, 1, 0.5)}'],
    ['at two places', 'A[2,1,2,1]', 'A: [0.9, 0.2; 0.1, 0.8]'],
    ['in front and at the end', 'A[2,2,1]\nB[1,2,2,1]', 'B={(0.9, 0.2), (0.1, 0.8)}'],
    ['at the end of a vector', 'D[2,1,1]', 'D={(0.5, 0.5)}'],
    ['at the end of any other', 'x[2,3,1]', 'x={(1, 2, 3), (4, 5, 6)}'],
    ['in the middle of B, and the actions', 'B[2,1,3]', 'B={(.9, .2, .5), (.1, .8, .5)}'],
    [
      'of several at once',
      'A[2,2,1]\nB[2,2,1]\nx[2,1,1]',
      'A={(0.9, 0.2), (0.1, 0.8)}\nB={(1, 0), (0, 1)}\nx=[1, 2]',
    ],
    ['of a row, which is a column of A', 'A[2,1]', 'A=[[0.9, 0.1]]'],
  ])('%s', (_, space, values) => {
    expect(found(space, values)).toEqual([]);
  });

  test.each([
    ['a dimension that is not 1', 'B[2,2,2]', 'B={(0.9, 0.2), (0.1, 0.8)}', ['GNN-E002']],
    ['other sizes', 'B[3,3,1]', 'B={(0.9, 0.2), (0.1, 0.8)}', ['GNN-E002']],
    ['a gap in another variable', 'x[2,1,3]', 'x={(1, 2, 3), (4, 5, 6)}', ['GNN-E002']],
    ['a gap in a name that starts with A', 'Ax[2,1,2]', 'Ax={(1, 2), (4, 5)}', ['GNN-E002']],
    ['a wrong sum', 'B[2,2,1]', 'B={(0.9, 0.2), (0.2, 0.9)}', ['GNN-W005']],
    ['a wrong sum over a gap', 'A[2,1,2]', 'A={(0.9, 0.1), (0.2, 0.8)}', ['GNN-W005']],
    ['actions that sum to 1', 'B[2,1,2]', 'B={(0.9, 0.1), (0.2, 0.8)}', ['GNN-W005']],
  ])('near miss: %s', (_, space, values, codes) => {
    expect(found(space, values)).toEqual(codes);
  });
});

describe('the order that a value is read in', () => {
  test.each([
    [
      'B[2,2,3]',
      'B={((.9,.2),(.1,.8)),((1,0),(0,1)),((0,1),(1,0))}',
      'B is declared [2,2,3] and given [3,2,2]: its first dimension is read as the actions, which are declared last',
    ],
    [
      'A[3,4,2]',
      `A={${LAST_FIRST}}`,
      'A is declared [3,4,2] and given [2,3,4]: its first dimension is read as the last',
    ],
  ])('%s last-first is told', (space, values, message) => {
    expect(order(space, values)).toEqual([message]);
  });

  test.each([
    ['as declared', 'A[3,4,2]', `A={${IN_ORDER}}`],
    ['in equal sizes, which may be either', 'A[2,2,2]', `A=${CUBE}`],
    ['with a bracket around it', 'B[2,2,1]', 'B={((.9,.2),(.1,.8))}'],
    ['in no order of the declaration', 'A[4,3,2]', `A={${LAST_FIRST}}`],
  ])('nothing is told %s', (_, space, values) => {
    expect(order(space, values)).toEqual([]);
  });
});
