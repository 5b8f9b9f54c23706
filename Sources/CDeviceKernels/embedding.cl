// Rows by their numbers: a grid over columns in x and rows in y.

// y[r] = x[list[r]]; y is contiguous.
KERNEL void gather_rows(V(y), V(x), ulong x_stride, L(list), ulong rows, ulong columns) {
  const ulong c = get_global_id(0), r = get_global_id(1);
  if (c >= columns || r >= rows) return;
  BEGIN(y)[r * columns + c] = BEGIN(x)[(ulong)BEGIN(list)[r] * x_stride + c];
}

// y[list[r]] = x[r]; x is contiguous. No number is twice in the list, here and in add_to_rows.
KERNEL void scatter_rows(V(y), ulong y_stride, V(x), L(list), ulong rows, ulong columns) {
  const ulong c = get_global_id(0), r = get_global_id(1);
  if (c >= columns || r >= rows) return;
  BEGIN(y)[(ulong)BEGIN(list)[r] * y_stride + c] = BEGIN(x)[r * columns + c];
}

// y[list[r]] = y[list[r]] + x[r]; x is contiguous.
KERNEL void add_to_rows(V(y), ulong y_stride, V(x), L(list), ulong rows, ulong columns) {
  const ulong c = get_global_id(0), r = get_global_id(1);
  if (c >= columns || r >= rows) return;
  global float *to = BEGIN(y) + ((ulong)BEGIN(list)[r] * y_stride + c);
  *to = *to + BEGIN(x)[r * columns + c];
}

// y[list[r]] = +0.
KERNEL void clear_rows(V(y), ulong y_stride, L(list), ulong rows, ulong columns) {
  const ulong c = get_global_id(0), r = get_global_id(1);
  if (c >= columns || r >= rows) return;
  BEGIN(y)[(ulong)BEGIN(list)[r] * y_stride + c] = 0.0f;
}

// x[r] = (words[ids[r]] + types[type_ids[r]]) + positions[position_ids[r]].
KERNEL void embed(
    V(x), V(words), V(types), V(positions), L(ids), L(type_ids), L(position_ids), ulong rows,
    ulong columns) {
  const ulong c = get_global_id(0), r = get_global_id(1);
  if (c >= columns || r >= rows) return;
  const float word = BEGIN(words)[(ulong)BEGIN(ids)[r] * columns + c];
  const float type = BEGIN(types)[(ulong)BEGIN(type_ids)[r] * columns + c];
  const float position = BEGIN(positions)[(ulong)BEGIN(position_ids)[r] * columns + c];
  BEGIN(x)[r * columns + c] = (word + type) + position;
}
