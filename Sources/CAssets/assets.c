#include "CAssets.h"

static const unsigned char admin_mustache[] = {
#embed "pages/admin.mustache"
};
static const unsigned char bulk_done_mustache[] = {
#embed "pages/bulk-done.mustache"
};
static const unsigned char bulk_progress_mustache[] = {
#embed "pages/bulk-progress.mustache"
};
static const unsigned char bulk_results_mustache[] = {
#embed "pages/bulk-results.mustache"
};
static const unsigned char bulk_mustache[] = {
#embed "pages/bulk.mustache"
};
static const unsigned char definition_mustache[] = {
#embed "pages/definition.mustache"
};
static const unsigned char definitions_mustache[] = {
#embed "pages/definitions.mustache"
};
static const unsigned char job_mustache[] = {
#embed "pages/job.mustache"
};
static const unsigned char jobs_mustache[] = {
#embed "pages/jobs.mustache"
};
static const unsigned char layout_mustache[] = {
#embed "pages/layout.mustache"
};
static const unsigned char problem_mustache[] = {
#embed "pages/problem.mustache"
};
static const unsigned char schedule_mustache[] = {
#embed "pages/schedule.mustache"
};
static const unsigned char sign_in_mustache[] = {
#embed "pages/sign-in.mustache"
};
static const unsigned char status_mustache[] = {
#embed "pages/status.mustache"
};
static const unsigned char time_mustache[] = {
#embed "pages/time.mustache"
};
static const unsigned char tonight_mustache[] = {
#embed "pages/tonight.mustache"
};
static const unsigned char workers_mustache[] = {
#embed "pages/workers.mustache"
};
static const unsigned char keys_js[] = {
#embed "scripts/keys.js"
};
static const unsigned char live_js[] = {
#embed "scripts/live.js"
};
static const unsigned char log_js[] = {
#embed "scripts/log.js"
};
static const unsigned char screen_js[] = {
#embed "scripts/screen.js"
};
static const unsigned char icon_svg[] = {
#embed "styles/icon.svg"
};
static const unsigned char screen_css[] = {
#embed "styles/screen.css"
};

static const struct asset assets[] = {
    {"admin.mustache", admin_mustache, sizeof admin_mustache},
    {"bulk-done.mustache", bulk_done_mustache, sizeof bulk_done_mustache},
    {"bulk-progress.mustache", bulk_progress_mustache, sizeof bulk_progress_mustache},
    {"bulk-results.mustache", bulk_results_mustache, sizeof bulk_results_mustache},
    {"bulk.mustache", bulk_mustache, sizeof bulk_mustache},
    {"definition.mustache", definition_mustache, sizeof definition_mustache},
    {"definitions.mustache", definitions_mustache, sizeof definitions_mustache},
    {"job.mustache", job_mustache, sizeof job_mustache},
    {"jobs.mustache", jobs_mustache, sizeof jobs_mustache},
    {"layout.mustache", layout_mustache, sizeof layout_mustache},
    {"problem.mustache", problem_mustache, sizeof problem_mustache},
    {"schedule.mustache", schedule_mustache, sizeof schedule_mustache},
    {"sign-in.mustache", sign_in_mustache, sizeof sign_in_mustache},
    {"status.mustache", status_mustache, sizeof status_mustache},
    {"time.mustache", time_mustache, sizeof time_mustache},
    {"tonight.mustache", tonight_mustache, sizeof tonight_mustache},
    {"workers.mustache", workers_mustache, sizeof workers_mustache},
    {"keys.js", keys_js, sizeof keys_js},
    {"live.js", live_js, sizeof live_js},
    {"log.js", log_js, sizeof log_js},
    {"screen.js", screen_js, sizeof screen_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"screen.css", screen_css, sizeof screen_css},
    {0, 0, 0},
};

const struct asset *yoban_assets(void) { return assets; }
