# Progress of a nightly shell script, for Yoban (夜番). Source this file:
#
#   . /path/to/batch_job.sh
#   job_progress 10 "バックアップを開始"
#   job_progress_of 120 285 "第六竹石ビル"
#
# POSIX sh, works under `set -eu`, starts no process for an ordinary message. Run by hand, without
# BATCH_JOB_ID, nothing is reported. A report always succeeds.

# job_progress PERCENT [MESSAGE]: PERCENT is clamped to 0-100; "" leaves it as it was.
job_progress() {
    [ -n "${BATCH_JOB_ID:-}" ] || return 0
    case ${1:-} in
        -*) set -- 0 "${2:-}" ;;
        *) set -- "${1:-}" "${2:-}" ;;
    esac
    _job_number "${1%%.*}"
    case $_job_number in ????* | [2-9]?? | 1?[1-9] | 1[1-9]?) _job_number=100 ;; esac
    _job_report "${_job_number:+ $_job_number}" "$2"
}

# job_progress_of DONE TOTAL [MESSAGE]
job_progress_of() {
    [ -n "${BATCH_JOB_ID:-}" ] || return 0
    _job_number "${1:-}"
    _job_done=$_job_number
    _job_number "${2:-}"
    case $_job_done:$_job_number in
        :* | *: | *:0) _job_report "" "${3:-}" ;;
        *) _job_report " $_job_done/$_job_number" "${3:-}" ;;
    esac
}

# Sets _job_number to the number without leading zeros, or to nothing if it isn't one.
_job_number() {
    case $1 in
        '' | *[!0-9]*) _job_number= ;;
        *)
            _job_number=${1#"${1%%[!0]*}"}
            _job_number=${_job_number:-0}
            ;;
    esac
}

_job_report() {
    [ -n "$1$2" ] || return 0
    _job_escape "$2"
    _job_line="progress$1::$_job_text"
    # 1,000 characters are at most 4,000 bytes; only beyond that can the limit of 4 KB be met.
    if [ "${#_job_line}" -gt 1000 ]; then _job_cut; fi
    { [ -n "${BATCH_JOB_PROGRESS:-}" ] &&
        printf '%s\n' "$_job_line" >>"$BATCH_JOB_PROGRESS"; } 2>/dev/null ||
        printf '::%s\n' "$_job_line" || :
}

# Sets _job_text to the message on one line: % CR LF become %25 %0D %0A.
_job_cr=$(printf '\r')
_job_lf='
'
_job_escape() {
    _job_text=
    _job_rest=$1
    # The loop below is for messages, not for a whole log given by mistake.
    if [ "${#_job_rest}" -gt 4096 ]; then _job_rest=$(printf '%s' "$_job_rest" | head -c 4096) || :; fi
    while :; do
        case $_job_rest in
            *["%$_job_cr$_job_lf"]*) ;;
            *) break ;;
        esac
        _job_head=${_job_rest%%["%$_job_cr$_job_lf"]*}
        _job_rest=${_job_rest#"$_job_head"}
        case $_job_rest in
            %*) _job_text=$_job_text$_job_head%25 ;;
            "$_job_cr"*) _job_text=$_job_text$_job_head%0D ;;
            *) _job_text=$_job_text$_job_head%0A ;;
        esac
        _job_rest=${_job_rest#?}
    done
    _job_text=$_job_text$_job_rest
}

# Cuts _job_line to 4,000 bytes, and drops the character or escape that the cut may have split.
_job_lead="[$(printf '\300')-$(printf '\367')]"
_job_more="[$(printf '\200')-$(printf '\277')]"
_job_cut() {
    if [ "$(printf '%s' "$_job_line" | wc -c)" -gt 4000 ]; then
        _job_line=$(printf '%s\n' "$_job_line" | LC_ALL=C cut -b 1-4000 |
            LC_ALL=C sed -e "s/$_job_lead$_job_more*\$//" -e 's/%[0-9A-F]\{0,1\}$//') || :
    fi
}
