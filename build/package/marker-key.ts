export { markerKey } from '../../shared/installation/app-id.ts'
