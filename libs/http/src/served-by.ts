import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** The services that answer callers. The gateway answers some routes itself and passes the others on. */
export type RoutedService = 'gateway' | 'casework' | 'query' | 'audit' | 'materials';

/** Requests of a route that another service answers: those that give the parameter, with any value or with one of `values`. */
export interface Elsewhere {
  readonly parameter: string;
  readonly values?: readonly string[];
  readonly service: Exclude<RoutedService, 'gateway'>;
}

/**
 * The service that answers a route, or all routes of a controller. The generated description names it, and the gateway routes by the
 * description. Each described route needs this decorator.
 */
export const ServedBy = (service: RoutedService, ...elsewhere: readonly Elsewhere[]) =>
  applyDecorators(ApiExtension('x-service', service), ...(elsewhere.length > 0 ? [ApiExtension('x-service-elsewhere', elsewhere)] : []));
