import { indices, listIndices, type DiscreteSizes } from './discrete.js';
import { STEPS, TIME, type SpecParts, type Variable } from './document.js';
import { times } from './numbers.js';
import { formatDiagonal, formatMatrix, formatVector } from './tensors.js';

/** Seconds from one step to the next. */
const STEP_SECONDS = 0.1;

/** A linear-Gaussian model: real numbers, linear dynamics, normal noise. */
export function describeContinuous({
  states,
  observations,
}: Pick<DiscreteSizes, 'states' | 'observations'>): SpecParts {
  return {
    section: 'ContinuousLinearGaussian',
    annotation: [
      'Something that is measured in real numbers moves, and instruments follow it with noise. All is linear',
      'and normally distributed, so exact inference is a Kalman filter. Say here what it is.',
      '',
      listIndices('Component of the state', states),
      listIndices('Instrument', observations),
    ],
    variables: [
      dynamics(states),
      instruments(states, observations),
      noise('Q', states, '0.01', 'Covariance of the noise of the dynamics'),
      noise('R', observations, '0.1', 'Covariance of the noise of the instruments'),
      {
        name: 'prior_mean',
        dimensions: [states],
        type: 'float',
        meaning: 'Mean of the first state',
        term: 'PriorBelief',
        value: {
          comments: ['By component of the state.'],
          text: formatVector(times(states, (index) => (index === 0 ? '1.0' : '0.0'))),
        },
      },
      {
        ...noise('prior_cov', states, '1.0', 'Covariance of the first state'),
        term: 'InitialStateVariance',
        note: 'with the covariances of its components',
      },
      real('x', states, 'State', 'HiddenState'),
      real('x_prime', states, 'State at the next step', 'NextHiddenState'),
      real('y', observations, 'What the instruments show', 'Observation'),
      { ...TIME, type: 'float', meaning: 'Time in seconds' },
    ],
    connections: [
      '# The first state.',
      '(prior_mean, prior_cov)>x',
      '# The dynamics.',
      '(x, Q)>F',
      'F>x_prime',
      '# The instruments.',
      '(x, R)>H',
      'H>y',
    ],
    equations: [
      '# Dynamics, with noise w of covariance Q',
      'x_prime = F x + w',
      '# Instruments, with noise v of covariance R',
      'y = H x + v',
    ],
    discretisation: 'Continuous',
    parameters: {
      state_dim: states,
      obs_dim: observations,
      dt: STEP_SECONDS,
      num_timesteps: STEPS,
    },
    footer: 'A linear-Gaussian model: F is the matrix of the dynamics here, and no free energy.',
  };
}

function real(name: string, size: number, meaning: string, term: string): Variable {
  return { name, dimensions: [size, 1], type: 'float', meaning, term };
}

/** Each component is the rate of change of the one before; the last one fades. */
function dynamics(states: number): Variable {
  const entry = (row: number, column: number): string => {
    if (column === row) return row === states - 1 ? '0.95' : '1.0';
    return column === row + 1 ? String(STEP_SECONDS) : '0.0';
  };
  return {
    name: 'F',
    dimensions: [states, states],
    type: 'float',
    meaning: 'Dynamics: next state by state',
    term: 'StateTransitionMatrix',
    value: {
      comments: [
        `Row: component ${indices(states)} of the next state. Column: component of the state.`,
        'Each component is the rate of change of the one before it; the last one fades.',
      ],
      text: formatMatrix(times(states, (row) => times(states, (column) => entry(row, column)))),
    },
  };
}

/** Each instrument shows one component of the state. */
function instruments(states: number, observations: number): Variable {
  return {
    name: 'H',
    dimensions: [observations, states],
    type: 'float',
    meaning: 'Instruments: observation by state',
    term: 'ObservationMatrix',
    value: {
      comments: [
        `Row: instrument ${indices(observations)}. Column: component of the state that it shows.`,
      ],
      text: formatMatrix(
        times(observations, (row) =>
          times(states, (column) => (column === row % states ? '1.0' : '0.0')),
        ),
      ),
    },
  };
}

function noise(name: string, size: number, variance: string, meaning: string): Variable {
  return {
    name,
    dimensions: [size, size],
    type: 'float',
    meaning,
    term: 'PrecisionParameter',
    note: 'a covariance: the inverse of the precision',
    value: {
      comments: ['Diagonal: variances. Elsewhere: covariances; the matrix is symmetric.'],
      text: formatDiagonal(times(size, () => variance)),
    },
  };
}
