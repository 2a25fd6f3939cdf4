import { describe, expect, test } from 'vitest';
import { places, readSection } from '../../support/spec-text.js';

const declare = (line: string) => {
  const spec = readSection('StateSpaceBlock', ...line.split('\n'));
  const read = spec.model.variables.map((it) => [
    it.name,
    it.declared.join(),
    it.type,
    it.default,
    it.description,
  ]);
  return { read, places: places(spec) };
};

test.each([
  ['o[3,1],integer', ['o', '3,1', 'integer', null, null]],
  ['A[2,2],type=float', ['A', '2,2', 'float', null, null]],
  ['x[2],type=int,default=zeros', ['x', '2', 'int', 'zeros', null]],
  ['x[2], default = zeros , type = int  # a note', ['x', '2', 'int', 'zeros', 'a note']],
  ['x[2] int', ['x', '2', 'int', null, null]],
  ['x[2] : Float', ['x', '2', 'float', null, null]],
  ['x[2] (INT)# note', ['x', '2', 'int', null, 'note']],
  ['x[2],TYPE="bool",', ['x', '2', 'bool', null, null]],
  ['x[2,type=int],int', ['x', '2', 'int', null, null]],
  ['x[2,type=int],integer', ['x', '2', 'int', null, null]],
  ['x[2,default=ones],type=int', ['x', '2', 'int', 'ones', null]],
  ['x[2] , type = int  default=zeros', ['x', '2', 'int', 'zeros', null]],
  ['x[2,1],integer,type=int', ['x', '2,1', 'integer', null, null]],
])('%s', (line, variable) => {
  expect(declare(line)).toEqual({ read: [variable], places: [] });
});

test.each([
  ['x[2,type=int],float', ['x', '2', 'int', null, null], 'GNN-W026 4:15'],
  ['x[2],int,float', ['x', '2', 'int', null, null], 'GNN-W026 4:10'],
  ['x[2,default=ones],default=zeros', ['x', '2', 'float', 'ones', null], 'GNN-W026 4:19'],
  ['x[2],type=quaternion', ['x', '2', 'quaternion', null, null], 'GNN-W004 4:11'],
  ['x[2], default="gauss"', ['x', '2', 'float', 'gauss', null], 'GNN-W016 4:16'],
])('%s: the first holds, or the finding says why', (line, variable, place) => {
  expect(declare(line)).toEqual({ read: [variable], places: [place] });
});

test('on several lines and several at once', () => {
  const { read, places: found } = declare('o[3,1],integer, u[2],type=int\nx[2,type=int],bool # n');
  expect(read.map(([name, , type]) => `${name} ${type}`)).toEqual(['o integer', 'u int', 'x int']);
  expect(found).toEqual(['GNN-W026 5:15']);
});

describe('types compare without case', () => {
  test.each([
    ['x[2,type=Categorical]', ['x', '2', 'categorical', null, null]],
    ['x[2,type=INT]', ['x', '2', 'int', null, null]],
    ['x[ 2 , Type = Float ]  # note', ['x', '2', 'float', null, 'note']],
    ['x[2,type="Bool"],', ['x', '2', 'bool', null, null]],
    ['x[2],REAL', ['x', '2', 'real', null, null]],
    ['x[2] (Integer)', ['x', '2', 'integer', null, null]],
    ['x[2,Type=INT,DEFAULT=Zeros]', ['x', '2', 'int', 'zeros', null]],
    ['x[2,type=INT],Integer', ['x', '2', 'int', null, null]],
  ])('%s', (line, variable) => {
    expect(declare(line)).toEqual({ read: [variable], places: [] });
  });

  test.each([
    ['x[2,type=Kategorical]', ['x', '2', 'Kategorical', null, null], ['GNN-W004 4:10']],
    ['x[2],type=Float32', ['x', '2', 'Float32', null, null], ['GNN-W004 4:11']],
    ['INT[2]', ['INT', '2', 'float', null, null], []],
    ['x[INT]', ['x', 'INT', 'float', null, null], []],
  ])('near miss: %s', (line, variable, found) => {
    expect(declare(line)).toEqual({ read: [variable], places: found });
  });
});

test.each([
  ['x[2] real part of the signal', 'real part of the signal'],
  ['x[2], binary choice', ', binary choice'],
  ['x[2],quaternion', ',quaternion'],
  ['x[2],unit=m', ',unit=m'],
])('%s stays a description', (line, description) => {
  const spec = declare(line);
  expect(spec.read).toEqual([['x', '2', 'float', null, description]]);
  expect(spec.places).toEqual(['GNN-W019 4:5']);
});
