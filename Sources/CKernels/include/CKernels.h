/// The kernels as Swift sees them: one header per group.
#pragma once

#include "ck_config.h"
#include "ck_cycles.h"
#include "ck_environment.h"
#include "ck_functions.h"
#include "ck_optimizer.h"
#include "ck_pool.h"
#include "ck_product.h"
#include "ck_random.h"
#include "ck_rows.h"
#include "ck_scalar.h"
