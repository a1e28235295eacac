#!/usr/bin/env bash
# Writes COMMENT_FILE as a comment on PULL_REQUEST, or renews the one that an earlier run wrote, which begins with
# COMMENT_MARKER. The text is read from the file and is part of no command.
set -euo pipefail

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"

if ! command -v gh > /dev/null; then
  echo "::error title=readiness-scan::comment: true needs the program gh, which GitHub's own runners have"
  exit 2
fi

# Only what a machine wrote: a comment of a person with the same line stays as it is.
earlier=$(gh api --paginate "$comments" \
  --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.COMMENT_MARKER))) | .id')
earlier=${earlier%%$'\n'*}

if [ -n "$earlier" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$earlier" --field "body=@$COMMENT_FILE" --silent
else
  gh api --method POST "$comments" --field "body=@$COMMENT_FILE" --silent
fi
